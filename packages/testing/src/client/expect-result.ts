import { AssertionError } from 'node:assert';
import type { InputRequest, ResultError, ToolResult } from '@toolwright/core';

/** The data of a call that succeeded; throws an `AssertionError` that says what happened instead. */
export function expectSuccess<T>(result: ToolResult<T>): T {
  if (result.status === 'success') return result.data;
  return unexpected('a success', result);
}

/** The error of a call that failed, with that code when one is given; throws an `AssertionError` otherwise. */
export function expectError(result: ToolResult, code?: string): ResultError {
  const wanted = code === undefined ? 'an error' : `the error ${code}`;
  if (result.status !== 'error') return unexpected(wanted, result);
  if (code !== undefined && result.error.code !== code) return unexpected(wanted, result);
  return result.error;
}

/** What a call that waits for an answer asks; throws an `AssertionError` when it does not wait. */
export function expectInputRequired(result: ToolResult): readonly InputRequest[] {
  if (result.status === 'input_required') return result.requests;
  return unexpected('a question', result);
}

/** What a result is, in a line. */
export function describeResult(result: ToolResult): string {
  switch (result.status) {
    case 'success':
      return `the success ${JSON.stringify(result.data)}`;
    case 'input_required':
      return `a question: ${result.requests.map(({ prompt }) => prompt).join('; ')}`;
    case 'error': {
      const { code, message, details } = result.error;
      return `the error ${code}: ${message}${details === undefined ? '' : ` ${JSON.stringify(details)}`}`;
    }
    default:
      return result satisfies never;
  }
}

function unexpected(wanted: string, result: ToolResult): never {
  const { tool } = result.metadata;
  throw new AssertionError({
    message: `"${tool}": expected ${wanted}, got ${describeResult(result)}`,
    actual: result,
  });
}
