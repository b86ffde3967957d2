import { canonicalDigest, invalidOption } from '@toolwright/core';
import type { FlagContext, FlagEvaluation, FlagProvider, JsonValue } from '@toolwright/core';

/** A flag: one value for everybody, or variants that callers are spread over. */
export type MemoryFlag =
  | { readonly value: JsonValue }
  | {
      /** The values by the names of the variants. */
      readonly variants: Readonly<Record<string, JsonValue>>;
      /** Each variant's share, by weight: `{ old: 90, new: 10 }`. Not named: none. */
      readonly weights: Readonly<Record<string, number>>;
      /** The variant for callers without a targeting key. */
      readonly defaultVariant: string;
    };

/** A provider whose flags the program sets. */
export interface MemoryFlagProvider extends FlagProvider {
  /** Sets or replaces a flag, from the next evaluation on. Throws `INVALID_OPTIONS` for a bad one. */
  set(name: string, flag: MemoryFlag): void;
  /** Answers whether there was such a flag. */
  delete(name: string): boolean;
}

/**
 * Decides flags in memory. A targeting key's variant is decided by its hash, so it stays the same in every process
 * and for every call; a changed weight moves only as many callers as it must, when the order of the weights stays.
 *
 * @throws `INVALID_OPTIONS` for a flag without a value, or with weights that name no variant.
 */
export function memoryFlagProvider(flags: Readonly<Record<string, MemoryFlag>> = {}): MemoryFlagProvider {
  const kept = new Map<string, MemoryFlag>();
  const set = (name: string, flag: MemoryFlag): void => {
    checkFlag(name, flag);
    kept.set(name, flag);
  };
  for (const [name, flag] of Object.entries(flags)) set(name, flag);
  return {
    set,
    delete: (name) => kept.delete(name),
    evaluate<T extends JsonValue>(name: string, fallback: T, context: FlagContext): FlagEvaluation<T> {
      const flag = kept.get(name);
      if (flag === undefined) return undecided(fallback, 'FLAG_NOT_FOUND');
      const found = evaluationOf<T>(name, flag, context);
      return isAlike(found.value, fallback) ? found : undecided(fallback, 'TYPE_MISMATCH');
    },
  };
}

function evaluationOf<T extends JsonValue>(
  name: string,
  flag: MemoryFlag,
  { targetingKey }: FlagContext,
): FlagEvaluation<T> {
  if ('value' in flag) return { value: flag.value as T, reason: 'STATIC' };
  const { variants, weights, defaultVariant } = flag;
  const variant =
    targetingKey === undefined || targetingKey === ''
      ? defaultVariant
      : shareOf(placeOf(name, targetingKey), weights);
  const reason = variant === defaultVariant && !targetingKey ? 'DEFAULT' : 'SPLIT';
  return { value: variants[variant] as T, variant, reason };
}

/** A number in [0, 1) that a flag and a caller always have: another flag spreads the same callers otherwise. */
function placeOf(name: string, targetingKey: string): number {
  const hash = Buffer.from(canonicalDigest([name, targetingKey]), 'base64url');
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

function shareOf(place: number, weights: Readonly<Record<string, number>>): string {
  const shares = Object.entries(weights).filter(([, weight]) => weight > 0);
  const sum = shares.reduce((total, [, weight]) => total + weight, 0);
  let upTo = 0;
  for (const [variant, weight] of shares) {
    upTo += weight / sum;
    if (place < upTo) return variant;
  }
  // The shares' sum may be a rounding error below 1.
  return shares.at(-1)?.[0] ?? '';
}

function undecided<T extends JsonValue>(value: T, errorCode: string): FlagEvaluation<T> {
  return { value, reason: 'ERROR', errorCode };
}

/** A fallback of null says nothing about the type. */
function isAlike(value: JsonValue, fallback: JsonValue): boolean {
  return (
    fallback === null ||
    (typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback))
  );
}

function checkFlag(name: string, flag: MemoryFlag): void {
  if (typeof flag !== 'object' || flag === null) throw invalidOption(name, 'a flag', flag);
  if ('value' in flag) return;
  const { variants, weights, defaultVariant } = flag;
  if (typeof variants !== 'object' || variants === null || !Object.hasOwn(variants, defaultVariant))
    throw invalidOption(`${name}.defaultVariant`, 'the name of a variant', defaultVariant);
  const entries = Object.entries(weights ?? {});
  for (const [variant, weight] of entries) {
    if (!Object.hasOwn(variants, variant))
      throw invalidOption(`${name}.weights`, 'weights of its variants', variant);
    if (!(Number.isFinite(weight) && weight >= 0))
      throw invalidOption(`${name}.weights.${variant}`, 'a number of at least 0', weight);
  }
  if (!entries.some(([, weight]) => weight > 0))
    throw invalidOption(`${name}.weights`, 'weights of which one is above 0', weights);
}
