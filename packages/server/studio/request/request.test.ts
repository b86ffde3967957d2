import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { buildRequest, listRequest } from './build-request.ts';
import type { RequestParts } from './build-request.ts';
import { copyAs } from './copy-as.ts';
import { eventReader } from './event-reader.ts';
import { readHeaders, writeHeaders } from './read-headers.ts';

const parts: RequestParts = {
  base: 'https://api.example.com/v1',
  tool: 'echo',
  input: { text: "it's \\ $HOME" },
  authentication: 'bearer',
  token: 'secret',
  headers: { 'x-request-source': 'studio' },
};

describe('a request', () => {
  it('carries input, credentials and headers', () => {
    expect(buildRequest(parts)).toEqual({
      url: 'https://api.example.com/v1/tools/echo',
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        authorization: 'Bearer secret',
        'x-request-source': 'studio',
      },
      body: JSON.stringify(parts.input),
    });
  });

  it('shows a key, or nothing, as it is told', () => {
    expect(listRequest({ ...parts, authentication: 'api-key' }).headers['x-api-key']).toBe('secret');
    expect(Object.keys(listRequest({ ...parts, token: '' }).headers)).toEqual(['accept', 'x-request-source']);
  });

  it('asks for a stream, and answers what was asked', () => {
    expect(buildRequest({ ...parts, stream: true }).headers['accept']).toBe('text/event-stream');
    const answered = buildRequest({ ...parts, answers: { 'ask-1': true }, state: 'as given' });
    expect(answered.url).toMatch(/echo\/answers$/);
    expect(JSON.parse(answered.body ?? '')).toEqual({
      input: parts.input,
      answers: { 'ask-1': true },
      state: 'as given',
    });
  });
});

describe('a call that is taken elsewhere', () => {
  it('is what a shell reads, with the token as a variable', () => {
    const script = `curl() { printf '%s\\n' "$@"; }; TOKEN=mine; ${copyAs('curl', parts)}`;
    const given = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n');
    expect(given).toContain('authorization: Bearer mine');
    expect(given).toContain(JSON.stringify(parts.input));
  });

  it('is a program, which does not have the token', () => {
    const code = copyAs('TypeScript', { ...parts, stream: true });
    expect(code).toContain("`Bearer ${process.env['TOKEN']}`");
    expect(code).toContain('TextDecoderStream');
    expect(code).not.toContain('secret');
    expect(copyAs('TypeScript', { ...parts, token: '' })).not.toContain('TOKEN');
  });

  it('is a message of MCP', () => {
    expect(JSON.parse(copyAs('MCP', parts))).toMatchObject({
      method: 'tools/call',
      params: { name: 'echo', arguments: parts.input },
    });
  });
});

describe('headers in words', () => {
  it('are read as they are written', () => {
    const headers = { 'x-a': '1', 'x-b': 'two words: and a colon' };
    expect(readHeaders(writeHeaders(headers))).toEqual({ headers });
    expect(readHeaders(' X-A : 1 \n\n')).toEqual({ headers: { 'x-a': '1' } });
  });

  it.each(['no colon', 'bad name: 1', 'x-a: ü'])('are refused: %s', (line) => {
    expect(readHeaders(line)).toEqual({ problem: expect.stringContaining(JSON.stringify(line)) });
  });
});

describe('server-sent events', () => {
  const text =
    ': hello\n\nevent: chunk\ndata: {"a":\ndata: 1}\n\ndata:x\r\n\r\nevent: end\n\nevent: cut\ndata: off';
  const whole = [
    { event: 'chunk', data: '{"a":\n1}' },
    { event: 'message', data: 'x' },
  ];

  it('are the same wherever they are cut', () => {
    for (let at = 0; at <= text.length; at += 1) {
      const read = eventReader();
      expect([...read(text.slice(0, at)), ...read(text.slice(at))]).toEqual(whole);
    }
  });
});
