import { contextKey, invalidOption, numberOption, rail, withDeadline } from '@toolwright/core';
import type {
  Call,
  ContextKey,
  FlagContext,
  FlagEvaluation,
  FlagProvider,
  JsonValue,
  Middleware,
} from '@toolwright/core';
import { ExposureLog } from './exposure-log.ts';
import type { FlagExposure } from './exposure-log.ts';

/** Flags by name, each with the value it has when nobody can decide. */
export type FlagDefaults = Readonly<Record<string, JsonValue>>;

/** A flag's values: every boolean for `false`, every text for `''`. */
export type FlagValues<Defaults extends FlagDefaults> = {
  readonly [Name in keyof Defaults]: Defaults[Name] extends boolean
    ? boolean
    : Defaults[Name] extends number
      ? number
      : Defaults[Name] extends string
        ? string
        : Defaults[Name];
};

/** Which flags are decided, by whom, and for whom. */
export interface FlagsOptions<Defaults extends FlagDefaults> {
  readonly provider: FlagProvider;
  /** The flags, and what each is when the provider cannot tell or is late. */
  readonly flags: Defaults;
  /** Whom flags are decided for. @default the principal's subject as targeting key, beside tool and tenant */
  readonly context?: (call: Call) => FlagContext;
  /** How long the provider may take, in milliseconds, 1 to 2 147 483 647. @default 500 */
  readonly timeoutMs?: number;
  /** Hears when somebody first meets a variant of a flag: what an experiment counts. What it throws harms nobody. */
  readonly onExposure?: (exposure: FlagExposure) => void;
  /** How many exposures are remembered, so that each is told once; at least 1. @default 10_000 */
  readonly maxExposures?: number;
}

/**
 * Decides flags for a call and puts them into `call.context.flags`; a late or failing provider costs the flag's
 * default and no failure. `metadata.flags` says each flag's variant and reason. What depends on a flag is exposed with
 * {@link byVariant} or {@link exposeFlag}. A cache inside must know of flags that change results: see its `vary`.
 *
 * @throws `INVALID_OPTIONS` for a provider that is none, no flags, or a bad time or bound.
 */
export function flags<const Defaults extends FlagDefaults>(
  options: FlagsOptions<Defaults>,
): Middleware<{ readonly flags: FlagValues<Defaults> }> {
  const { provider, context = callerContext } = options;
  if (typeof provider?.evaluate !== 'function') throw invalidOption('provider', 'a FlagProvider', provider);
  const defaults = Object.entries(options.flags ?? {});
  if (defaults.length === 0) throw invalidOption('flags', 'flags with their defaults', options.flags);
  const timeoutMs = numberOption('timeoutMs', options.timeoutMs ?? 500, { min: 1, max: 2_147_483_647 });
  const exposures = new ExposureLog(options.onExposure, options.maxExposures ?? 10_000);
  return rail(
    {
      name: 'flags',
      inside: ['trace', 'tenant', 'audit', 'authorize'],
      outside: ['cache', 'idempotency', 'retry', 'hedge', 'circuit-breaker', 'timeout'],
      describe: () => ({ flags: defaults.map(([name]) => name), timeoutMs }),
    },
    async (call, next) => {
      const target = context(call);
      const decided = await Promise.all(
        defaults.map(async ([name, fallback]) => {
          const question = { provider, name, fallback, target };
          return [name, await decide(question, call, timeoutMs)] as const;
        }),
      );
      call.provide({ flags: Object.fromEntries(decided.map(([name, { value }]) => [name, value])) });
      call.annotate('flags', Object.fromEntries(decided.map(([name, one]) => [name, noteOf(one)])));
      const before = call.get(decisions);
      call.set(decisions, [...(before ?? []), { evaluations: new Map(decided), target, exposures }]);
      return next();
    },
  );
}

/** What {@link byVariant} chooses among: implementations by the values of a flag. */
export interface VariantOptions<Variants extends Readonly<Record<string, () => unknown>>> {
  /** A flag of texts, decided by a `flags` rail around the tool. */
  readonly flag: string;
  readonly variants: Variants;
  /** The variant for every other value, and where no rail has decided the flag. */
  readonly control: keyof Variants & string;
}

/**
 * Runs the implementation that the flag names for this call, and tells of the exposure: an A/B test, in a tool's
 * `execute`. The same caller gets the same one as long as the provider says so.
 *
 * @throws `INVALID_OPTIONS` when `control` is none of the variants.
 */
export function byVariant<const Variants extends Readonly<Record<string, () => unknown>>>(
  call: Pick<Call, 'get' | 'id' | 'tool'>,
  options: VariantOptions<Variants>,
): ReturnType<Variants[keyof Variants]> {
  const { flag, control } = options;
  const variants: Readonly<Record<string, () => unknown>> = options.variants;
  const controlled = Object.hasOwn(variants, control) ? variants[control] : undefined;
  if (controlled === undefined) throw invalidOption('control', 'one of the variants', control);
  const value = evaluationOf(call, flag)?.value;
  const named = typeof value === 'string' && Object.hasOwn(variants, value) ? variants[value] : undefined;
  // Who gets the control because no variant is his is not part of the experiment.
  if (named !== undefined) exposeFlag(call, flag);
  return (named ?? controlled)() as ReturnType<Variants[keyof Variants]>;
}

/** Tells that what this flag decides is being used, once for each caller and variant. Does nothing for a flag that no rail decided. */
export function exposeFlag(call: Pick<Call, 'get' | 'id' | 'tool'>, flag: string): void {
  const decision = decisionOf(call, flag);
  const evaluation = decision?.evaluations.get(flag);
  if (decision === undefined || evaluation === undefined || evaluation.errorCode !== undefined) return;
  const { targetingKey } = decision.target;
  decision.exposures.record({
    flag,
    variant: evaluation.variant ?? JSON.stringify(evaluation.value),
    callId: call.id,
    tool: call.tool.name,
    ...(targetingKey !== undefined && { targetingKey }),
  });
}

interface Decision {
  readonly evaluations: ReadonlyMap<string, FlagEvaluation<JsonValue>>;
  readonly target: FlagContext;
  readonly exposures: ExposureLog;
}

const decisions: ContextKey<readonly Decision[]> = contextKey('flag-decisions');

function decisionOf(call: Pick<Call, 'get'>, flag: string): Decision | undefined {
  return call.get(decisions)?.findLast(({ evaluations }) => evaluations.has(flag));
}

function evaluationOf(call: Pick<Call, 'get'>, flag: string): FlagEvaluation<JsonValue> | undefined {
  return decisionOf(call, flag)?.evaluations.get(flag);
}

interface Question {
  readonly provider: FlagProvider;
  readonly name: string;
  readonly fallback: JsonValue;
  readonly target: FlagContext;
}

async function decide(
  { provider, name, fallback, target }: Question,
  call: Call,
  timeoutMs: number,
): Promise<FlagEvaluation<JsonValue>> {
  const late = new Error(`The flag "${name}" was not decided within ${timeoutMs} ms`);
  const ask = async (): Promise<FlagEvaluation<JsonValue>> => provider.evaluate(name, fallback, target);
  try {
    return await withDeadline(ask, { clock: call.clock, timeoutMs, onTimeout: () => late });
  } catch (error) {
    return { value: fallback, reason: 'ERROR', errorCode: error === late ? 'TIMEOUT' : 'GENERAL' };
  }
}

function noteOf({ variant, reason, errorCode }: FlagEvaluation<JsonValue>): Record<string, string> {
  return {
    ...(variant !== undefined && { variant }),
    ...(reason !== undefined && { reason }),
    ...(errorCode !== undefined && { errorCode }),
  };
}

function callerContext({ principal, tenant, tool }: Call): FlagContext {
  return {
    ...(principal !== undefined && { targetingKey: principal.subject }),
    ...(tenant !== undefined && { tenant }),
    tool: tool.name,
  };
}
