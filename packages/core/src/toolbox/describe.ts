import type { Middleware } from '../pipeline/middleware.ts';
import { jsonSchemaOf } from '../schema/json-schema.ts';
import type { AnyTool, ToolDescription } from '../tool/tool.ts';

/** Describes tools for clients and documentation, in the order of their names. */
export function describeTools(
  tools: readonly AnyTool[],
  outer: readonly Middleware[],
): readonly ToolDescription[] {
  const described = tools.map((tool) => describeTool(tool, outer));
  return Object.freeze(described.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
}

function describeTool(tool: AnyTool, outer: readonly Middleware[]): ToolDescription {
  const { input, output, chunk } = tool.schema;
  const outputSchema = output && jsonSchemaOf(output, 'output');
  const chunkSchema = chunk && jsonSchemaOf(chunk, 'output');
  const rails = [...outer, ...tool.use].flatMap(({ rail }) =>
    rail === undefined ? [] : [{ name: rail.name, settings: rail.describe() }],
  );
  return Object.freeze({
    ...tool.info,
    inputSchema: (input && jsonSchemaOf(input, 'input')) ?? { type: 'object' },
    ...(outputSchema !== undefined && { outputSchema }),
    ...(chunkSchema !== undefined && { chunkSchema }),
    rails,
  });
}
