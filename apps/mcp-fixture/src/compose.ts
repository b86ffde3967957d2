import { createToolbox } from '@toolwright/core';
import type { AnyToolbox } from '@toolwright/core';
import { createServer } from '@toolwright/server';
import type { ToolServer } from '@toolwright/server';
import { prompts } from './prompts.ts';
import { resources } from './resources.ts';
import { toolOptions, tools } from './tools.ts';

/** The fixture, not listening yet. */
export function compose(): { readonly toolbox: AnyToolbox; readonly server: ToolServer } {
  const toolbox = createToolbox({ tools });
  const server = createServer({
    toolbox,
    mcp: {
      name: 'toolwright-mcp-fixture',
      version: '1.0.0',
      title: 'Conformance fixture',
      instructions: 'Every tool does what its name says, for the conformance suite.',
      tools: toolOptions,
      resources,
      prompts,
      logs: true,
    },
  });
  return { toolbox, server };
}
