import { isDeepStrictEqual } from 'node:util';
import type { ToolResult } from '@toolwright/core';
import type { MatchersObject } from 'vitest';
import { describeResult } from './client/expect-result.ts';

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
  readonly actual?: unknown;
  readonly expected?: unknown;
}

/** Matchers of tool results for vitest: `expect.extend(toolMatchers)`, once, in a setup file. */
export const toolMatchers: {
  toSucceed(received: unknown): MatcherResult;
  toSucceedWith(received: unknown, data: unknown): MatcherResult;
  toFailWith(received: unknown, code: string): MatcherResult;
  toAsk(received: unknown): MatcherResult;
} = {
  toSucceed: (received) => verdict(received, 'a success', (result) => result.status === 'success'),
  toSucceedWith: (received, data) => ({
    ...verdict(received, `the success ${JSON.stringify(data)}`, (result) => {
      return result.status === 'success' && isDeepStrictEqual(result.data, data);
    }),
    ...(isResult(received) && received.status === 'success' && { actual: received.data, expected: data }),
  }),
  toFailWith: (received, code) =>
    verdict(received, `the error ${code}`, (result) => {
      return result.status === 'error' && result.error.code === code;
    }),
  toAsk: (received) => verdict(received, 'a question', (result) => result.status === 'input_required'),
} satisfies MatchersObject;

declare module 'vitest' {
  interface Matchers<
    // oxlint-disable-next-line no-unused-vars -- an interface is extended with its own type parameters
    R extends void | Promise<void> = void | Promise<void>,
    T = unknown,
  > {
    /** The call succeeded. */
    toSucceed(): void;
    /** The call succeeded with deeply equal data. */
    toSucceedWith(data: unknown): void;
    /** The call failed with that code. */
    toFailWith(code: string): void;
    /** The call waits for an answer. */
    toAsk(): void;
  }
}

function verdict(received: unknown, wanted: string, passes: (result: ToolResult) => boolean): MatcherResult {
  if (!isResult(received)) {
    return { pass: false, message: () => `expected the result of a tool call, got ${String(received)}` };
  }
  const pass = passes(received);
  const { tool } = received.metadata;
  const message = () =>
    `"${tool}": expected ${pass ? 'anything but ' : ''}${wanted}, got ${describeResult(received)}`;
  return { pass, message };
}

function isResult(value: unknown): value is ToolResult {
  return typeof value === 'object' && value !== null && 'status' in value && 'metadata' in value;
}
