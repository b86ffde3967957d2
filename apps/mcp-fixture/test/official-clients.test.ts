import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as EarlierClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as EarlierTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compose } from '../src/compose.ts';

const { toolbox, server } = compose();
const self = { name: 'test', version: '1.0.0' };
let url: URL;
// A busy machine is slow.
const patient = { timeout: 30_000 };

beforeAll(async () => {
  await toolbox.start();
  url = new URL('/mcp', (await server.listen({ port: 0 })).url);
});

afterAll(async () => {
  await server.close({ drainMs: 0 });
  await toolbox.stop();
});

describe.each(['2026-07-28', 'auto', 'legacy'] as const)('the official client, %s', (revision) => {
  const mode = revision === '2026-07-28' ? { pin: revision } : revision;

  it('lists and calls tools, follows progress and reads failures', async () => {
    const client = new Client(self, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(url));
    expect(client.getServerVersion()?.name).toBe('toolwright-mcp-fixture');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('test_simple_text');
    const text = await client.callTool({ name: 'test_simple_text' });
    expect(text.content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }]);
    const heard: number[] = [];
    await client.callTool(
      { name: 'test_tool_with_progress' },
      { onprogress: ({ progress }) => heard.push(progress) },
    );
    expect(heard).toEqual([0, 50, 100]);
    expect((await client.callTool({ name: 'test_error_handling' })).isError).toBe(true);
    const mirrored = await client.callTool({
      name: 'test_header_parameter',
      arguments: { region: 'Zürich' },
    });
    expect(mirrored.structuredContent).toEqual({ region: 'Zürich' });
    await expect(client.callTool({ name: 'none' })).rejects.toThrow('Unknown tool: none');
    await client.close();
  });
});

it('the official client of the earlier line lists and calls tools, and follows progress', async () => {
  const client = new EarlierClient(self);
  await client.connect(new EarlierTransport(url));
  await client.ping();
  const { tools } = await client.listTools();
  // It could not say that it can sample.
  expect(tools.map(({ name }) => name)).not.toContain('test_missing_capability');
  const text = await client.callTool({ name: 'test_simple_text' });
  expect(text.content).toEqual([{ type: 'text', text: 'This is a simple text response for testing.' }]);
  const heard: number[] = [];
  await client.callTool({ name: 'test_tool_with_progress' }, undefined, {
    onprogress: ({ progress }) => heard.push(progress),
  });
  expect(heard).toEqual([0, 50, 100]);
  expect((await client.callTool({ name: 'test_error_handling' })).isError).toBe(true);
  await expect(client.callTool({ name: 'none' })).rejects.toThrow('Unknown tool: none');
  await client.close();
});

it('the official client puts the questions of a tool to a person, and goes on', async () => {
  const client = new Client(self, {
    capabilities: { elicitation: { form: {} } },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
  });
  const answers = [{ name: 'Ada' }, { color: 'blue' }];
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: answers.shift() ?? {},
  }));
  await client.connect(new StreamableHTTPClientTransport(url));
  const { content } = await client.callTool({ name: 'test_input_required_result_multi_round' });
  expect(content).toEqual([{ type: 'text', text: 'Hello, Ada! You like blue.' }]);
  await client.close();
});

it('the official client of the earlier line is asked while its call waits, and hears what it logs', async () => {
  const client = new EarlierClient(self, { capabilities: { elicitation: {}, sampling: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => ({
    action: 'accept',
    content: params.message === 'What is your name?' ? { name: 'Ada' } : { color: 'blue' },
  }));
  client.setRequestHandler(CreateMessageRequestSchema, () => ({
    role: 'assistant',
    content: { type: 'text', text: 'Paris' },
    model: 'none',
  }));
  const lines: unknown[] = [];
  client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
    lines.push(params.data);
  });
  await client.connect(new EarlierTransport(url));
  const round = await client.callTool({ name: 'test_input_required_result_multi_round' });
  expect(round.content).toEqual([{ type: 'text', text: 'Hello, Ada! You like blue.' }]);
  const sampled = await client.callTool({ name: 'test_sampling', arguments: { prompt: 'Capital?' } });
  expect(sampled.content).toEqual([{ type: 'text', text: 'LLM response: Paris' }]);
  await client.setLoggingLevel('info');
  await client.callTool({ name: 'test_tool_with_logging' });
  expect(lines).toMatchObject([
    { message: 'Tool execution started' },
    { message: 'Tool processing data' },
    { message: 'Tool execution completed' },
  ]);
  await client.close();
});

describe.each(['2026-07-28', 'legacy'] as const)(
  'the official client, %s, has resources and prompts',
  (era) => {
    const mode = era === 'legacy' ? era : { pin: era };

    it('listed, read, rendered and completed', async () => {
      const client = new Client(self, { versionNegotiation: { mode } });
      await client.connect(new StreamableHTTPClientTransport(url));
      const { resources } = await client.listResources();
      expect(resources.map(({ uri }) => uri)).toContain('test://static-text');
      const { resourceTemplates } = await client.listResourceTemplates();
      expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['test://template/{id}/data']);
      const { contents } = await client.readResource({ uri: 'test://template/7/data' });
      expect(contents).toMatchObject([{ uri: 'test://template/7/data', mimeType: 'application/json' }]);
      await expect(client.readResource({ uri: 'test://none' })).rejects.toThrow('not found');
      const { prompts } = await client.listPrompts();
      expect(prompts.map(({ name }) => name)).toContain('test_prompt_with_arguments');
      const { messages } = await client.getPrompt({
        name: 'test_prompt_with_arguments',
        arguments: { arg1: 'a', arg2: 'b' },
      });
      expect(messages).toMatchObject([{ content: { text: "Prompt with arguments: arg1='a', arg2='b'" } }]);
      const { completion } = await client.complete({
        ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
        argument: { name: 'arg1', value: 'par' },
      });
      expect(completion.values).toEqual(['paris', 'park', 'party']);
      await client.close();
    });
  },
);

it('the official client of the earlier line hears of a resource that it subscribed to', async () => {
  const client = new EarlierClient(self);
  const changed: string[] = [];
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    changed.push(params.uri);
  });
  await client.connect(new EarlierTransport(url));
  await client.subscribeResource({ uri: 'test://watched-resource' });
  // Its stream opens when it likes: what changes before that is not told.
  await expect
    .poll(async () => {
      await client.callTool({ name: 'test_trigger_resource_change' });
      return changed[0];
    }, patient)
    .toBe('test://watched-resource');
  await client.close();
});

it('the official client listens for changes', async () => {
  const client = new Client(self, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  const heard: string[] = [];
  client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
    heard.push(params.uri);
  });
  client.setNotificationHandler('notifications/prompts/list_changed', () => {
    heard.push('prompts');
  });
  await client.connect(new StreamableHTTPClientTransport(url));
  const subscription = await client.listen({
    promptsListChanged: true,
    resourceSubscriptions: ['test://watched-resource'],
  });
  await client.callTool({ name: 'test_trigger_resource_change' });
  await client.callTool({ name: 'test_trigger_prompt_change' });
  await expect.poll(() => heard, patient).toEqual(['test://watched-resource', 'prompts']);
  await subscription.close();
  await client.close();
});
