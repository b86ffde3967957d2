import { describe, expect, it } from 'vitest';
import { errorCodes } from './error-code.ts';
import type { CoreErrorCode } from './error-code.ts';
import { errorTable } from './error-type.ts';
import { failure, failureOf } from './failure.ts';
import { invalidOption, numberOption } from './invalid-options.ts';
import { isToolError, ToolError, toFailure, toToolError } from './tool-error.ts';

describe('the error table', () => {
  it('has an answer for the type of every code', () => {
    for (const type of Object.values(errorCodes)) expect(errorTable[type].status).toBeGreaterThanOrEqual(400);
  });

  it('gives each type a status of its own, but for the two that are the service’s own fault', () => {
    const statuses = Object.values(errorTable).map(({ status }) => status);
    expect(statuses.filter((status) => status === 500)).toHaveLength(2);
    expect(new Set(statuses).size).toBe(statuses.length - 1);
  });
});

describe('a failure', () => {
  it('takes type and `retryable` from the tables, and says nothing it was not told', () => {
    expect(failure('RATE_LIMITED', 'wait')).toEqual({
      code: 'RATE_LIMITED',
      type: 'rate_limit_error',
      message: 'wait',
      retryable: true,
    });
  });

  it('says what its options say', () => {
    const options = {
      type: 'network_error',
      retryable: false,
      retryAfterMs: 0,
      details: { a: 1 },
      cause: undefined,
    } as const;
    const record = failure('SERVICE_UNAVAILABLE', 'no', options);
    expect(record).toStrictEqual({ code: 'SERVICE_UNAVAILABLE', message: 'no', ...options });
    expect(failureOf('OWN', 'conflict_error', 'no', { retryAfterMs: undefined })).toStrictEqual({
      code: 'OWN',
      type: 'conflict_error',
      message: 'no',
      retryable: false,
    });
  });
});

describe('a tool error', () => {
  it('says all that its failure says, and back', () => {
    const cause = new Error('cause');
    const record = failure('STORE_UNAVAILABLE', 'no', {
      retryAfterMs: 5,
      details: { committed: 'no' },
      cause,
    });
    const error = toToolError(record);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...record, name: 'ToolError' });
    expect(toFailure(error)).toEqual(record);
  });

  it('without details and cause has neither', () => {
    const error = new ToolError('CANCELLED', 'left');
    expect([error.details, error.retryAfterMs]).toEqual([undefined, undefined]);
    expect('cause' in error).toBe(false);
    expect(toFailure(error)).toStrictEqual(failure('CANCELLED', 'left'));
  });

  it('of a foreign code has the type it is given, else the worst', () => {
    expect(new ToolError('OWN', 'no', { type: 'conflict_error' }).type).toBe('conflict_error');
    // Untyped callers can leave it out, or use a name of the prototype.
    expect(new ToolError('OWN' as CoreErrorCode, 'no').type).toBe('internal_error');
    expect(new ToolError('constructor' as CoreErrorCode, 'no').type).toBe('internal_error');
  });

  it('is known by its brand and its code, of whichever copy', () => {
    const error = new ToolError('CANCELLED', 'left');
    const foreign = { code: 'CANCELLED', [Symbol.for('@toolwright/tool-error')]: true };
    expect([isToolError(error), isToolError(foreign)]).toEqual([true, true]);
    expect([isToolError(error, 'CANCELLED'), isToolError(error, 'RATE_LIMITED')]).toEqual([true, false]);
    expect(
      [new Error('no'), { code: 'CANCELLED' }, null, 'CANCELLED'].some((value) => isToolError(value)),
    ).toBe(false);
  });

  it('does not show its brand', () => {
    const shown = Object.assign({}, new ToolError('CANCELLED', 'left'));
    expect(Object.getOwnPropertySymbols(shown)).toEqual([]);
  });
});

describe('the failure of something unknown', () => {
  it.each([new Error('password is 1234'), 'password is 1234', undefined, null])(
    'tells nothing of it',
    (thrown) => {
      const record = toFailure(thrown);
      expect(record).toMatchObject({ code: 'INTERNAL_ERROR', type: 'internal_error', retryable: false });
      expect(record.cause).toBe(thrown);
      expect(record.message).not.toContain('1234');
    },
  );
});

describe('a bad option', () => {
  it.each([
    ['text', '"text"'],
    ['x'.repeat(200), `"${'x'.repeat(100)}"`],
    [5, '5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1], 'an array'],
    [{}, 'an object'],
    [() => 1, 'a function'],
  ])('is named with what is allowed and what was given', (given, shown) => {
    const error = invalidOption('size', 'small', given);
    expect(error.code).toBe('INVALID_OPTIONS');
    expect(error.message).toBe(`Option "size" must be small; got ${shown}`);
    expect(error.details).toEqual({ option: 'size', allowed: 'small' });
  });

  it.each([
    [1, { min: 1 }],
    [2.5, { min: 0, max: 3 }],
    [Number.MAX_SAFE_INTEGER, { min: 0, integer: true }],
  ])('is not %d', (value, range) => {
    expect(numberOption('size', value, range)).toBe(value);
  });

  it.each([
    [0, { min: 1 }, 'a number of at least 1'],
    [4, { min: 0, max: 3 }, 'a number from 0 to 3'],
    [1.5, { min: 0, integer: true }, 'an integer of at least 0'],
    [Number.NaN, { min: 0 }, 'a number'],
    [Infinity, { min: 0 }, 'a number'],
    ['1', { min: 0 }, 'a number'],
    [undefined, { min: 0 }, 'a number'],
  ])('is %j', (value, range, allowed) => {
    expect(() => numberOption('size', value, range)).toThrow(`Option "size" must be ${allowed}`);
  });
});
