import { createTool } from '@toolwright/core';
import type { AnyTool } from '@toolwright/core';
import type { McpUpdates } from '@toolwright/server';
import { prompts } from './prompts.ts';

/** The tool by which the conformance suite has the list of prompts change. */
export function promptChange(updates: McpUpdates): AnyTool {
  return createTool({
    metadata: {
      name: 'test_trigger_prompt_change',
      version: '1.0.0',
      description: 'Offers the prompts anew',
      kind: 'command',
    },
    execute: () => updates.setPrompts(prompts),
  });
}

/** The tool by which the conformance suite has the list of tools change. */
export function toolChange(updates: McpUpdates): AnyTool {
  return createTool({
    metadata: {
      name: 'test_trigger_tool_change',
      version: '1.0.0',
      description: 'Offers all tools anew',
      kind: 'command',
    },
    execute: () => updates.setTools('all'),
  });
}

/** The tool by which a resource changes. */
export function resourceChange(updates: McpUpdates): AnyTool {
  return createTool({
    metadata: {
      name: 'test_trigger_resource_change',
      version: '1.0.0',
      description: 'Has the watched resource change',
      kind: 'command',
    },
    execute: () => updates.resourceChanged('test://watched-resource'),
  });
}
