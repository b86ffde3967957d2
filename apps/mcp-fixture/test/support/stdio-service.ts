// A service for the program that starts it: the fixture's tools, and one that prints where it should not.
import { createTool, createToolbox } from '@toolwright/core';
import { serveStdio } from '@toolwright/server';
import { toolOptions, tools } from '../../src/tools.ts';

const noisy = createTool({
  metadata: { name: 'test_noise', version: '1.0.0', description: 'Prints, and says so', kind: 'query' },
  execute: () => {
    console.log('noise');
    return 'Printed.';
  },
});
const toolbox = createToolbox({ tools: [...tools, noisy] });
await toolbox.start();
const cutOff = await serveStdio({
  toolbox,
  mcp: { name: 'toolwright-mcp-fixture', version: '1.0.0', tools: toolOptions },
});
await toolbox.stop();
process.exitCode = cutOff === 0 ? 0 : 1;
