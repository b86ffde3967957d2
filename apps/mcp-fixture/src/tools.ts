import { setTimeout as wait } from 'node:timers/promises';
import { createTool, ToolError } from '@toolwright/core';
import type { AnyTool, Call } from '@toolwright/core';
import type { McpToolOptions } from '@toolwright/server';
import { z } from 'zod';
import { embedded, image, wav } from './pieces.ts';

/** The tools that the conformance suite calls, by the names it gives them. */
export const tools: readonly AnyTool[] = [
  tool('test_simple_text', 'Says one sentence', () => 'This is a simple text response for testing.'),
  tool('test_image_content', 'Shows a red pixel', () => undefined),
  tool('test_audio_content', 'Plays nothing', () => undefined),
  tool('test_embedded_resource', 'Hands over a resource', () => undefined),
  tool('test_multiple_content_types', 'Hands over text, an image and a resource', () => undefined),
  tool('test_logging_tool', 'Logs nothing, and says so', () => 'Nothing was logged.'),
  tool('test_missing_capability', 'Needs a client that can sample', () => 'The client can sample.'),
  tool('test_streaming_elicitation', 'Asks for a name', askForName),
  tool('test_input_required_result_elicitation', 'Asks for a name', askForName),
  tool('test_input_required_result_request_state', 'Asks for a word of agreement', askForAgreement),
  tool('test_input_required_result_tampered_state', 'Asks for a word of agreement', askForAgreement),
  tool('test_input_required_result_multi_round', 'Asks for a name, then for a colour', async (call) => {
    const greeting = await askForName(call);
    const { color } = await call.ask(z.object({ color: z.string() }), 'What is your favorite color?');
    return `${greeting} You like ${color}.`;
  }),
  tool('test_input_required_result_sampling', 'Asks a model', askModel),
  tool('test_input_required_result_capabilities', 'Asks a model', askModel),
  tool('test_input_required_result_list_roots', 'Asks for the roots', askForRoots),
  tool('test_input_required_result_multiple_inputs', 'Asks a person, a model and the client', async (call) =>
    (await Promise.all([askForName(call), askModel(call), askForRoots(call)])).join(' '),
  ),
  tool('test_error_handling', 'Fails', () => {
    throw new ToolError('EXECUTION_FAILED', 'This tool intentionally returns an error for testing');
  }),
  tool('test_tool_with_progress', 'Tells three times how far it has come', async (call) => {
    for (const completed of [0, 50, 100]) {
      call.progress({ completed, total: 100 });
      await wait(50, undefined, { signal: call.signal });
    }
    return 'All three steps are done.';
  }),
  createTool({
    metadata: {
      name: 'test_header_parameter',
      version: '1.0.0',
      description: 'Says the region that it is given, in the body and in a header',
      kind: 'query',
    },
    schema: { input: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }) },
    execute: ({ input }) => input,
  }),
];

/** What the protocol needs to know of some of them. */
export const toolOptions: Readonly<Record<string, McpToolOptions>> = {
  test_image_content: { content: () => [image] },
  test_audio_content: { content: () => [{ type: 'audio', data: wav, mimeType: 'audio/wav' }] },
  test_embedded_resource: {
    content: () => [
      embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ],
  },
  test_multiple_content_types: {
    content: () => [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  },
  test_missing_capability: { requires: { sampling: {} } },
};

function tool(name: string, description: string, run: (call: Call) => unknown): AnyTool {
  return createTool({
    metadata: { name, version: '1.0.0', description, kind: 'query' },
    schema: { input: z.object({}) },
    execute: ({ call }) => run(call),
  });
}

async function askForName(call: Call): Promise<string> {
  const { name } = await call.ask(z.object({ name: z.string() }), 'What is your name?', {
    id: 'user_name',
  });
  return `Hello, ${name}!`;
}

async function askForAgreement(call: Call): Promise<string> {
  const { ok } = await call.ask(z.object({ ok: z.boolean() }), 'Please confirm');
  return ok ? 'state-ok' : 'It was not confirmed.';
}

async function askModel(call: Call): Promise<string> {
  const text = 'What is the capital of France?';
  const { content } = await call.ask(z.object({ content: z.object({ text: z.string() }) }), text, {
    id: 'capital_question',
    via: {
      method: 'sampling/createMessage',
      params: { messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens: 100 },
    },
  });
  return content.text;
}

async function askForRoots(call: Call): Promise<string> {
  const { roots } = await call.ask(
    z.object({ roots: z.array(z.object({ uri: z.string() })) }),
    'Where are your files?',
    { id: 'client_roots', via: { method: 'roots/list', params: {} } },
  );
  return roots.map(({ uri }) => uri).join(', ');
}
