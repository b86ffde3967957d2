import type { JsonObject } from '@toolwright/core';

const progress: JsonObject = {
  completed: { type: 'number' },
  total: { type: 'number' },
  message: { type: 'string' },
};

/** How a tool streams, by media type: `itemSchema` (OpenAPI 3.2) is the schema of one event, or of one line. */
export function streamContent(chunk: JsonObject, result: JsonObject): JsonObject {
  const lines = [
    line('chunk', { data: chunk, event: { type: 'string' } }),
    line('progress', progress),
    line('result', { result }),
    line('heartbeat'),
  ];
  const ofItsOwn = { type: 'string', not: { enum: ['progress', 'result'] }, description: 'As the tool says' };
  const events = [
    event({ default: 'chunk', ...ofItsOwn }, chunk),
    event({ const: 'progress' }, { type: 'object', required: ['completed'], properties: progress }),
    event({ const: 'result', description: 'Once and last' }, result),
  ];
  return {
    'text/event-stream': { itemSchema: { anyOf: events } },
    'application/x-ndjson': { itemSchema: { oneOf: lines } },
  };
}

function line(type: string, properties: JsonObject = {}): JsonObject {
  return { type: 'object', required: ['type'], properties: { type: { const: type }, ...properties } };
}

function event(name: JsonObject, contentSchema: JsonObject): JsonObject {
  const data = { type: 'string', contentMediaType: 'application/json', contentSchema };
  return {
    type: 'object',
    required: ['event', 'data'],
    properties: { event: name, data, id: { type: 'string' } },
  };
}
