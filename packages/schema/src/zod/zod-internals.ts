// oxlint-disable no-underscore-dangle -- the one place that reaches below zod's methods: `_zod` is what zod documents for libraries built on it
import type { z } from 'zod';

type AnyZod = z.core.$ZodType;
type Parse = AnyZod['_zod']['parse'];
type Convert = NonNullable<AnyZod['_zod']['processJSONSchema']>;

/** What a check does besides looking at a value. */
export interface CheckOptions extends Record<string, unknown> {
  /** When the check runs; by default only where nothing before it failed. */
  readonly when?: (payload: z.core.ParsePayload) => boolean;
  /** Told of each schema that the check becomes part of. */
  readonly onAttach?: (schema: AnyZod) => void;
}

/** The members that a schema was made of, with whatever was put beside zod's own. */
export function definitionOf<Definition>(schema: AnyZod): Partial<Definition> {
  return schema._zod.def as unknown as Partial<Definition>;
}

/** Makes a check of a function. Further options are kept in its definition: see {@link checksOf}. */
export function zodCheck<T>(
  check: (payload: z.core.ParsePayload<T>) => void,
  options?: CheckOptions,
): z.core.$ZodCheck<T> {
  const { onAttach, ...definition } = options ?? {};
  return { _zod: { def: { check: 'custom', ...definition }, check, onattach: onAttach ? [onAttach] : [] } };
}

/** The definitions of a schema's checks. */
export function checksOf<Definition>(schema: AnyZod): Partial<Definition>[] {
  return (schema._zod.def.checks ?? []).map((check) => check._zod.def as unknown as Partial<Definition>);
}

/** Tells zod's JSON Schema conversion a bound that no check of its own knows of. */
export function noteBound(schema: AnyZod, bound: 'minimum' | 'maximum', value: number): void {
  schema._zod.bag[bound] = value;
}

/** Puts a function in place of what parses a schema, while the schema is being made. */
export function replaceParse(schema: AnyZod, replace: (parse: Parse) => Parse): void {
  schema._zod.parse = replace(schema._zod.parse.bind(schema._zod));
}

/** Puts a function in place of what converts a schema to JSON Schema, while the schema is being made. */
export function replaceConversion(schema: AnyZod, replace: (convert: Convert) => Convert): void {
  const convert = schema._zod.processJSONSchema?.bind(schema._zod);
  schema._zod.processJSONSchema = replace((...given) => convert?.(...given));
}

/**
 * A check that does nothing, for schemas whose rules stand outside zod's own definition: `z.compile` leaves a schema
 * with a `when` to the ordinary parser, and so cannot compile those rules away.
 */
export function keepInterpreted(): z.core.$ZodCheck {
  return zodCheck(() => {}, { when: () => false });
}
