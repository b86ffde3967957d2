import type { JsonObject, JsonValue, ToolDescription } from '@toolwright/core';
import { placeOf, takesBody } from '../rest/tool-place.ts';
import type { ToolGroup, ToolPlace } from '../rest/tool-place.ts';
import { problemsOf } from './common-components.ts';
import type { SchemaComponents } from './schema-components.ts';
import { streamContent } from './stream-content.ts';
import { pathParameters, queryParameters, withoutNames } from './tool-parameters.ts';

/** One operation of the document. */
export interface PlacedOperation {
  readonly path: string;
  /** In lower case. */
  readonly method: string;
  readonly operation: JsonObject;
}

/** A tool with what its operations refer to. */
interface Described {
  readonly tool: ToolDescription;
  readonly input: JsonObject;
  readonly success: JsonObject;
  readonly tags: readonly string[];
}

const callProblems = [400, 401, 403, 404, 409, 413, 415, 429, 500, 503, 504];

/** Every way to call a tool over REST. */
export function toolOperations(
  tool: ToolDescription,
  group: ToolGroup | undefined,
  components: SchemaComponents,
): readonly PlacedOperation[] {
  const input = components.add(`${tool.name}.input`, tool.inputSchema);
  const described: Described = {
    tool,
    input,
    success: successOf(tool, components),
    tags: tagsOf(tool, group),
  };
  const path = `/tools/${tool.name}`;
  const body = bodyOf(input, tool.examples);
  const operations: PlacedOperation[] = [
    { path, method: 'post', operation: operationOf(described, { id: tool.name, body }) },
    {
      path: `${path}/answers`,
      method: 'post',
      operation: operationOf(described, { id: `${tool.name}~answers`, body: bodyOf(answersOf(input)) }),
    },
  ];
  const schema = components.at(input);
  if (tool.kind === 'query') {
    const operation = operationOf(described, {
      id: `${tool.name}~get`,
      parameters: queryParameters(schema, []),
    });
    operations.push({ path, method: 'get', operation });
  }
  const place = placeOf(tool, group);
  if (place !== undefined) operations.push(ownOperation(described, place, schema));
  return operations;
}

function ownOperation(described: Described, place: ToolPlace, schema: JsonObject): PlacedOperation {
  const { method, path, status } = place;
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
  const fixed = pathParameters(schema, names);
  const id = `${described.tool.name}~own`;
  const operation = takesBody(method)
    ? operationOf(described, { id, status, parameters: fixed, body: bodyOf(withoutNames(schema, names)) })
    : operationOf(described, { id, status, parameters: [...fixed, ...queryParameters(schema, names)] });
  return { path, method: method.toLowerCase(), operation };
}

interface OperationParts {
  readonly id: string;
  readonly status?: number;
  readonly parameters?: readonly JsonObject[];
  readonly body?: JsonObject;
}

function operationOf({ tool, success, tags }: Described, parts: OperationParts): JsonObject {
  const { id, status = 200, parameters = [], body } = parts;
  const shared = ['RequestId', 'RequestTimeout', ...(tool.kind === 'command' ? ['IdempotencyKey'] : [])];
  return {
    operationId: id,
    summary: tool.title ?? tool.name,
    description: descriptionOf(tool),
    tags,
    parameters: [...parameters, ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` }))],
    ...(body !== undefined && { requestBody: body }),
    responses: {
      [String(status)]: success,
      202: {
        description: 'The tool asks back before it goes on',
        headers: {
          Location: {
            description: 'Where the answers go, as `answer` in the body says',
            schema: { type: 'string', format: 'uri-reference' },
          },
        },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/InputRequired' } } },
      },
      ...problemsOf(callProblems),
    },
    ...(tool.permissions.length > 0 && { 'x-required-permissions': tool.permissions }),
  };
}

function descriptionOf({ description, permissions }: ToolDescription): string {
  return permissions.length === 0 ? description : `${description}\n\nNeeds: ${permissions.join(', ')}`;
}

function successOf(tool: ToolDescription, components: SchemaComponents): JsonObject {
  const { name, outputSchema, chunkSchema, streaming } = tool;
  const data = outputSchema === undefined ? {} : components.add(`${name}.output`, outputSchema);
  const schema = {
    type: 'object',
    required: ['status', 'metadata'],
    properties: {
      status: { const: 'success' },
      data,
      metadata: { $ref: '#/components/schemas/ResultMetadata' },
    },
  };
  const result = { description: 'What the tool gives back', content: { 'application/json': { schema } } };
  if (!streaming) return result;
  const chunk = chunkSchema === undefined ? {} : components.add(`${name}.chunk`, chunkSchema);
  return {
    description: 'What the tool gives back; as a stream where the client accepts one',
    content: { ...result.content, ...streamContent(chunk, schema) },
  };
}

function bodyOf(schema: JsonObject, examples: readonly JsonValue[] = []): JsonObject {
  const named = Object.fromEntries(examples.map((value, index) => [`example-${index + 1}`, { value }]));
  const content = { schema, ...(examples.length > 0 && { examples: named }) };
  return { required: true, content: { 'application/json': content } };
}

function answersOf(input: JsonObject): JsonObject {
  return {
    type: 'object',
    required: ['answers'],
    properties: {
      input,
      answers: { type: 'object', description: 'By the ids of the requests', additionalProperties: true },
      state: {
        type: 'string',
        description: 'As the tool gave it when it asked: brings along what was answered before',
      },
    },
  };
}

/** The tags that a tool's operations stand under. */
export function tagsOf(tool: ToolDescription, group: ToolGroup | undefined): readonly string[] {
  const tags = [...new Set([...(group?.tags ?? []), ...tool.tags])];
  return tags.length === 0 ? ['tools'] : tags;
}
