import type { JsonObject } from '@toolwright/core';
import { problemsOf } from './common-components.ts';
import type { PlacedOperation } from './tool-operations.ts';

const service = ['service'];
const anything = { type: 'object', additionalProperties: true };

/** What the service answers of itself. */
export const serviceOperations: readonly PlacedOperation[] = [
  {
    path: '/tools',
    method: 'get',
    operation: {
      operationId: '~tools',
      summary: 'The tools that the caller may call',
      tags: service,
      responses: {
        200: json('Every tool with its schemas', listOf('tools', anything)),
        ...problemsOf([401]),
      },
    },
  },
  {
    path: '/batch',
    method: 'post',
    operation: {
      operationId: '~batch',
      summary: 'Many calls in one request',
      tags: service,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: listOf('calls', callSchema()) } },
      },
      responses: {
        200: json('A result for each call, in the order asked', listOf('results', anything)),
        ...problemsOf([400, 401, 413, 415]),
      },
    },
  },
  probe('/health', '~health', 'Whether the process lives'),
  probe('/ready', '~ready', 'Whether calls are taken'),
];

function probe(path: string, operationId: string, summary: string): PlacedOperation {
  const status = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } };
  const responses = { 200: json('Yes', status), 503: json('Not now', status), ...problemsOf([400]) };
  return { path, method: 'get', operation: { operationId, summary, tags: service, security: [], responses } };
}

function callSchema(): JsonObject {
  return {
    type: 'object',
    required: ['tool'],
    properties: {
      tool: { type: 'string' },
      input: {},
      idempotencyKey: { type: 'string' },
      answers: anything,
    },
  };
}

function listOf(name: string, items: JsonObject): JsonObject {
  return { type: 'object', required: [name], properties: { [name]: { type: 'array', items } } };
}

function json(description: string, schema: JsonObject): JsonObject {
  return { description, content: { 'application/json': { schema } } };
}
