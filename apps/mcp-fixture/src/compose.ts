import { createToolbox } from '@toolwright/core';
import type { AnyToolbox } from '@toolwright/core';
import { createMcpUpdates, createServer } from '@toolwright/server';
import type { ToolServer } from '@toolwright/server';
import { promptChange, resourceChange, toolChange } from './changes.ts';
import { prompts } from './prompts.ts';
import { resources } from './resources.ts';
import { toolOptions, tools } from './tools.ts';

/** The fixture, not listening yet. */
export function compose(): { readonly toolbox: AnyToolbox; readonly server: ToolServer } {
  const updates = createMcpUpdates();
  const toolbox = createToolbox({
    tools: [...tools, promptChange(updates), toolChange(updates), resourceChange(updates)],
  });
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
      updates,
    },
  });
  return { toolbox, server };
}
