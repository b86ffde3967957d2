import { setTimeout as wait } from 'node:timers/promises';
import { createTool, ToolError } from '@toolwright/core';
import type { AnyTool, Call } from '@toolwright/core';
import type { McpToolOptions } from '@toolwright/server';
import { z } from 'zod';
import { contactSchema } from './contact-schema.ts';
import { embedded, image, wav } from './pieces.ts';

/** The tools that the conformance suite calls, by the names it gives them. */
export const tools: readonly AnyTool[] = [
  tool('test_simple_text', 'Says one sentence', () => 'This is a simple text response for testing.'),
  tool('test_image_content', 'Shows a red pixel', () => undefined),
  tool('test_audio_content', 'Plays nothing', () => undefined),
  tool('test_embedded_resource', 'Hands over a resource', () => undefined),
  tool('test_multiple_content_types', 'Hands over text, an image and a resource', () => undefined),
  tool('test_logging_tool', 'Logs nothing, and says so', () => 'Nothing was logged.'),
  tool('test_tool_with_logging', 'Logs three lines', async (call) => {
    for (const line of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
      call.logger.info(line);
      await wait(50, undefined, { signal: call.signal });
    }
    return 'Three lines were logged.';
  }),
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
  tool('test_input_required_result_sampling', 'Asks a model', askForCapital),
  tool('test_input_required_result_capabilities', 'Asks a model', askForCapital),
  tool('test_input_required_result_list_roots', 'Asks for the roots', askForRoots),
  tool('test_input_required_result_multiple_inputs', 'Asks a person, a model and the client', async (call) =>
    (await Promise.all([askForName(call), askForCapital(call), askForRoots(call)])).join(' '),
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
      name: 'test_elicitation',
      version: '1.0.0',
      description: 'Asks a person what it is told to',
      kind: 'query',
    },
    schema: { input: z.object({ message: z.string() }) },
    execute: async ({ input, call }) => {
      const person = z.object({
        username: z.string().describe("User's response"),
        email: z.string().describe("User's email address"),
      });
      return `User response: ${JSON.stringify(await call.ask(person, input.message))}`;
    },
  }),
  createTool({
    metadata: {
      name: 'test_sampling',
      version: '1.0.0',
      description: 'Asks a model what it is told to',
      kind: 'query',
    },
    schema: { input: z.object({ prompt: z.string() }) },
    execute: async ({ input, call }) => `LLM response: ${await askModel(call, input.prompt)}`,
  }),
  tool('test_elicitation_sep1034_defaults', 'Asks with defaults of every type', async (call) => {
    const answer = await call.ask(
      z.object({
        name: z.string().default('John Doe'),
        age: z.int().default(30),
        score: z.number().default(95.5),
        status: z.enum(['active', 'inactive', 'pending']).default('active'),
        verified: z.boolean().default(true),
      }),
      'Please look through these',
    );
    return `Elicitation completed: ${JSON.stringify(answer)}`;
  }),
  tool('test_elicitation_sep1330_enums', 'Asks for choices of every form', async (call) => {
    const options = ['option1', 'option2', 'option3'] as const;
    const titled = z.union([
      z.literal('value1').meta({ title: 'First Option' }),
      z.literal('value2').meta({ title: 'Second Option' }),
      z.literal('value3').meta({ title: 'Third Option' }),
    ]);
    const answer = await call.ask(
      z.object({
        untitledSingle: z.enum(options),
        titledSingle: titled,
        legacyEnum: z
          .enum(['opt1', 'opt2', 'opt3'])
          .meta({ enumNames: ['Option One', 'Option Two', 'Option Three'] }),
        untitledMulti: z.array(z.enum(options)),
        titledMulti: z.array(titled),
      }),
      'Please choose',
    );
    return `Elicitation completed: ${JSON.stringify(answer)}`;
  }),
  createTool({
    metadata: {
      name: 'json_schema_2020_12_tool',
      version: '1.0.0',
      description: 'Has an input of many words',
      kind: 'query',
    },
    schema: { input: contactSchema },
    execute: ({ input }) => ({ input }),
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

function askForCapital(call: Call): Promise<string> {
  return askModel(call, 'What is the capital of France?');
}

async function askModel(call: Call, text: string): Promise<string> {
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
