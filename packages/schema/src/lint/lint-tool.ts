import type { AnyTool } from '@toolwright/core';
import type { LintFinding } from './finding.ts';
import { lintSchema } from './lint-schema.ts';

/**
 * Finds what {@link lintSchema} finds in a tool's input (what goes out is the tool's own), and capabilities that span
 * several domains.
 */
export function lintTool(tool: Pick<AnyTool, 'info' | 'schema'>): readonly LintFinding[] {
  const { input } = tool.schema;
  const findings = input ? lintSchema(input, 'input') : [];
  const domains = new Set(tool.info.capabilities.map((capability) => capability.split('.')[0]));
  if (domains.size <= 1) return findings;
  return [
    ...findings,
    {
      rule: 'capabilities-span-domains',
      path: 'metadata.capabilities',
      message: `The tool ${tool.info.name} spans the domains ${[...domains].join(', ')}: hard to choose, permit and limit`,
      suggestion: 'make one tool of each domain',
    },
  ];
}
