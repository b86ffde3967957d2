import type { JsonValue } from '@toolwright/core';
import type { Condition } from '../conditions/condition.ts';

/** What any field may say of itself; all of it appears in the JSON Schema. */
export interface FieldNotes {
  /** For the model and the person who fill the field in. */
  readonly description?: string;
  /** For people: the field's name as shown. */
  readonly title?: string;
  /** Values that work. */
  readonly examples?: readonly JsonValue[];
  readonly deprecated?: boolean;
  /** A secret: redacted in logs, audit, traces and error messages; `x-sensitive` in the JSON Schema. @default false */
  readonly sensitive?: boolean;
}

/** A field that must be there. */
export interface RequiredPresence {
  readonly required?: true;
  readonly default?: never;
  readonly condition?: never;
  readonly optionalWhenHeld?: never;
}

/** A field that may be left out. */
export interface OptionalPresence {
  readonly required: false;
  readonly default?: never;
  readonly condition?: never;
  readonly optionalWhenHeld?: never;
}

/** A field that has a value when it is left out. */
export interface DefaultedPresence<T> {
  readonly default: T;
  readonly required?: false;
  readonly condition?: never;
  readonly optionalWhenHeld?: never;
}

/** A field that is there only while a condition holds: required then (unless it has a default), refused otherwise. */
export interface ConditionalPresence<T> {
  readonly condition: Condition;
  /** Makes the field optional while the condition holds. @default false */
  readonly optionalWhenHeld?: boolean;
  /** The value while the condition holds and the field is left out. */
  readonly default?: T;
  /** The condition decides; this changes nothing. */
  readonly required?: boolean;
}

/** The four ways of being there. */
export type Presence<T> = RequiredPresence | OptionalPresence | DefaultedPresence<T> | ConditionalPresence<T>;
