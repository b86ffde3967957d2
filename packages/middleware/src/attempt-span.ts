import type { Call, Next, Outcome } from '@toolwright/core';

/**
 * Runs a further attempt in a span of its own, `retry {tool}` say, so that whatever it calls hangs below it. A first
 * attempt has the span of the call.
 */
export function attemptSpan(why: 'retry' | 'hedge', call: Call, fork: Call, next: Next): Promise<Outcome> {
  const attributes = { 'toolwright.attempt': fork.attempt };
  return call.span(`${why} ${call.tool.name}`, attributes, async (span) => {
    const outcome = await next(fork);
    if (outcome.ok === false) span.fail(outcome.failure);
    return outcome;
  });
}
