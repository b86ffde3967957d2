import type { JsonValue } from '../json/json-value.ts';
import type { Awaitable } from './awaitable.ts';

/** Whom a flag is evaluated for. `targetingKey` makes an assignment sticky. */
export interface FlagContext {
  readonly targetingKey?: string;
  readonly [attribute: string]: JsonValue | undefined;
}

/** What a flag came to: the shape of OpenFeature's resolution details. */
export interface FlagEvaluation<T extends JsonValue> {
  readonly value: T;
  readonly variant?: string;
  readonly reason?: string;
  /** The provider could not tell, and `value` is the default that was handed in. */
  readonly errorCode?: string;
}

/** Decides flags. Never rejects: what cannot be decided comes back as `fallback`, with `errorCode`. */
export interface FlagProvider {
  evaluate<T extends JsonValue>(
    flag: string,
    fallback: T,
    context: FlagContext,
  ): Awaitable<FlagEvaluation<T>>;
}
