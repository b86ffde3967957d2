import type { AnyTool } from '@toolwright/core';

/** A tool whose work can be watched. */
export interface TrackedTool {
  readonly tool: AnyTool;
  /** How many runs of `execute` have begun and not ended; a stream ends with its last item or when it is closed. */
  readonly running: () => number;
  readonly started: () => number;
}

/** The same tool, watched. */
export function trackTool(tool: AnyTool): TrackedTool {
  let started = 0;
  let ended = 0;
  const execute = tool.execute as (context: unknown) => unknown;
  const end = (): void => {
    ended += 1;
  };
  return {
    running: () => started - ended,
    started: () => started,
    tool: {
      ...tool,
      execute: (context: unknown) => {
        started += 1;
        return watched(() => execute(context), end);
      },
    },
  };
}

function watched(work: () => unknown, end: () => void): unknown {
  let result: unknown;
  try {
    result = work();
  } catch (error) {
    end();
    throw error;
  }
  if (isAsyncIterable(result)) return watchedStream(result, end);
  if (!isPromise(result)) {
    end();
    return result;
  }
  return result.then(
    (value) => {
      if (isAsyncIterable(value)) return watchedStream(value, end);
      end();
      return value;
    },
    (error: unknown) => {
      end();
      throw error;
    },
  );
}

function watchedStream(stream: AsyncIterable<unknown>, end: () => void): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const items = stream[Symbol.asyncIterator]();
      let open = true;
      const close = (): void => {
        if (open) end();
        open = false;
      };
      return {
        async next() {
          try {
            const item = await items.next();
            if (item.done === true) close();
            return item;
          } catch (error) {
            close();
            throw error;
          }
        },
        async return(value: unknown) {
          try {
            return (await items.return?.(value)) ?? { done: true, value };
          } finally {
            close();
          }
        },
      };
    },
  };
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
