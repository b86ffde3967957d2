import { invalidOption } from '@toolwright/core';

/** How many parts one unit of cost has. Whole parts add up exactly where fractions would not. */
export const partsPerUnit = 1_000;

// Beyond this the parts of a cost are no longer whole numbers in a double.
const highestCost = Math.floor(Number.MAX_SAFE_INTEGER / partsPerUnit);

/** The parts of a cost: above 0, at most 9 007 199 254 740; counted in thousandths, never less than one. */
export function partsOf(cost: number): number {
  if (!(typeof cost === 'number' && cost > 0 && cost <= highestCost)) {
    throw invalidOption('cost', `a number above 0 and at most ${highestCost}`, cost);
  }
  return Math.max(1, Math.round(cost * partsPerUnit));
}

/** Whole units of cost, rounded down: 0.5 left says 0. Debt shows as 0 too. */
export function unitsOf(parts: number): number {
  return parts <= 0 ? 0 : Math.floor(parts / partsPerUnit);
}

/** Whole milliseconds, rounded up. */
export function millisecondsOf(microseconds: number): number {
  return Math.ceil(microseconds / 1_000);
}

/** As {@link partsOf}; a cost of 0, or none, asks about one unit. */
export function partsAskedAbout(cost = 1): number {
  return partsOf(cost === 0 ? 1 : cost);
}

/** As {@link partsOf}, but 0 is a cost too. */
export function partsOfAny(cost: number): number {
  return cost === 0 ? 0 : partsOf(cost);
}
