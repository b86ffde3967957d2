import { describe, expect, it } from 'vitest';
import type { JsonValue } from '@toolwright/core';
import { duration, factsOf } from './facts.ts';
import { belowIndex, belowMember, issuesOf } from './issues.ts';

const facts = (body: JsonValue, status = 200): Record<string, string> =>
  Object.fromEntries(
    factsOf({ status, elapsedMs: 12.4, headers: {}, body }).map(({ label, text }) => [label, text]),
  );

describe('the facts of an answer', () => {
  it('say in words what the rails did', () => {
    const metadata = {
      callId: 'c',
      tool: 't',
      version: '1.0.0',
      cache: { hit: true, stale: true, ageMs: 90_000, level: 'redis' },
      rateLimit: { limit: 10, remaining: 0, resetAfterMs: 600_000 },
      circuitBreaker: { circuit: 'mail', state: 'half-open' },
      retry: { attempts: 2, delaysMs: [5] },
      region: 'eu',
    };
    expect(facts({ status: 'success', data: 1, metadata })).toEqual({
      Result: 'success',
      Time: '12 ms',
      Cache: 'stale hit from redis, 90 s old',
      'Rate limit': '0 of 10 left, all again in 10 min',
      Circuit: 'mail: half-open',
      Retry: 'attempts 2, delaysMs [5]',
      Region: 'eu',
    });
    expect(facts({ status: 'success', metadata: { cache: { hit: false } } })['Cache']).toBe('miss');
  });

  it('say why a call was refused and when to try again', () => {
    const problem = { code: 'SERVICE_UNAVAILABLE', retryAfterMs: 1_500, details: { reason: 'circuit-open' } };
    expect(facts(problem, 503)).toMatchObject({
      Result: problem.code,
      Circuit: 'open',
      'Try again': 'in 1.5 s',
    });
    const late = { status: 'error', error: { code: 'INTERNAL_ERROR', retryable: true } };
    expect(facts(late)).toMatchObject({ Result: 'INTERNAL_ERROR', 'Try again': 'may help' });
  });

  it('say so when a tool asks back, and when the answer is none of a tool', () => {
    expect(facts({ status: 'input_required', requests: [] }, 202)['Result']).toBe('asks back');
    expect(facts('Bad gateway', 502)['Result']).toBe('HTTP 502');
  });

  it('have durations as a person says them', () => {
    expect([0.4, 999, 1_000, 61_500, 150_000].map(duration)).toEqual([
      '0 ms',
      '999 ms',
      '1 s',
      '61.5 s',
      '3 min',
    ]);
  });
});

describe('the issues of an input', () => {
  const issues = [{ path: 'days[0].city', message: 'too short' }, { message: 'wrong' }, 7];

  it('are found in a problem, and in a result that came at the end of a stream', () => {
    const found = [
      { path: 'days[0].city', message: 'too short' },
      { path: '', message: 'wrong' },
    ];
    expect(issuesOf({ details: { issues } })).toEqual(found);
    expect(issuesOf({ status: 'error', error: { details: { issues } } })).toEqual(found);
    expect([issuesOf('text'), issuesOf({})]).toEqual([[], []]);
  });

  it('lead to their fields', () => {
    expect(belowMember('days[0].city', 'days')).toBe('[0].city');
    expect(belowMember('days', 'days')).toBe('');
    expect(belowMember('a.b', 'a')).toBe('b');
    expect(belowMember('dayspan', 'days')).toBeUndefined();
    expect(belowMember('other', 'days')).toBeUndefined();
    expect(belowIndex('[12].city')).toEqual({ index: 12, rest: 'city' });
    expect(belowIndex('city')).toBeUndefined();
  });
});
