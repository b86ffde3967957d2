import { invalidOption, numberOption } from '@toolwright/core';
import { z } from 'zod';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

/** How large a number may be. Both ends are included. */
export interface NumberOptions extends FieldNotes {
  readonly min?: number;
  /** At least `min`. */
  readonly max?: number;
}

const NumberField = /* @__PURE__ */ fieldClass('NumberField', z.ZodNumber);

/** Makes the schema of a finite number, without its presence. */
export function numberSchema(options?: NumberOptions): z.ZodNumber {
  checkBounds(options);
  return new NumberField({ type: 'number', checks: boundChecks(options), notes: pickNotes(options) });
}

/** Makes the schema of an integer between ±(2^53 − 1), without its presence. */
export function integerSchema(options?: NumberOptions): z.ZodNumber {
  checkBounds(options);
  for (const [name, bound] of [['min', options?.min] as const, ['max', options?.max] as const]) {
    if (bound !== undefined) numberOption(name, bound, { min: Number.MIN_SAFE_INTEGER, integer: true });
  }
  const checks = [z.int() as unknown as z.core.$ZodCheck<number>, ...boundChecks(options)];
  return new NumberField({ type: 'number', checks, notes: pickNotes(options) });
}

function checkBounds(options: NumberOptions | undefined): void {
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = options ?? {};
  if (!Number.isFinite(min)) throw invalidOption('min', 'a finite number', min);
  if (!Number.isFinite(max) || max < min)
    throw invalidOption('max', `a finite number of at least ${min}`, max);
}

function boundChecks(options: NumberOptions | undefined): z.core.$ZodCheck<number>[] {
  const { min, max } = options ?? {};
  return [...(min === undefined ? [] : [z.gte(min)]), ...(max === undefined ? [] : [z.lte(max)])];
}
