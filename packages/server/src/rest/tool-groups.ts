import { invalidOption } from '@toolwright/core';
import type { ToolDescription } from '@toolwright/core';
import type { ToolGroup } from './tool-place.ts';

/** Each tool's group. @throws `INVALID_OPTIONS` for a bad prefix, and for a tool that is unknown or in two groups. */
export function groupsByTool(
  groups: readonly ToolGroup[],
  tools: readonly ToolDescription[],
): ReadonlyMap<string, ToolGroup> {
  const known = new Set(tools.map(({ name }) => name));
  const byTool = new Map<string, ToolGroup>();
  for (const group of groups) {
    if (!/^(?:\/[A-Za-z0-9._~-]+)*$/.test(group.prefix))
      throw invalidOption('groups.prefix', 'the beginning of a path, such as "/v1"', group.prefix);
    for (const name of group.tools) {
      if (!known.has(name) || byTool.has(name))
        throw invalidOption('groups.tools', 'names of tools, each in one group', name);
      byTool.set(name, group);
    }
  }
  return byTool;
}
