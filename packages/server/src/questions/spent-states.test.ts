import { expect, it } from 'vitest';
import { memorySpentStates } from './spent-states.ts';

it('a state is spent once', () => {
  const states = memorySpentStates();
  expect([states.spend('a', 5_000), states.spend('a', 5_000), states.spend('b', 5_000)]).toEqual([
    true,
    false,
    true,
  ]);
});

it('states beyond those remembered refuse what ends no later than what was forgotten', () => {
  const states = memorySpentStates(2);
  for (const [id, untilMs] of [
    ['a', 1_000],
    ['b', 3_000],
    ['c', 2_000],
  ] as const)
    expect(states.spend(id, untilMs)).toBe(true);
  // "a" was forgotten for "c".
  expect([states.spend('a', 1_000), states.spend('d', 1_000), states.spend('e', 1_001)]).toEqual([
    false,
    false,
    true,
  ]);
  // "b" was forgotten for "e".
  expect([states.spend('b', 3_000), states.spend('f', 2_999), states.spend('g', 3_001)]).toEqual([
    false,
    false,
    true,
  ]);
});
