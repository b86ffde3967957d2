import type { CallState } from '../call/call-state.ts';
import { failed } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import type { Middleware, Next } from './middleware.ts';
import { runFork } from './run-fork.ts';

/** A compiled piece of the pipeline. Neither throws nor rejects. */
export type Stage = (call: CallState) => Promise<Outcome>;

/**
 * Folds middleware around `inner`, outermost first. `depth` numbers the layers through the whole pipeline, so that a
 * call can tell which it has passed. An idle rail is left out.
 */
export function compile(layers: readonly Middleware[], inner: Stage, depth: number): Stage {
  return layers.reduceRight(
    (stage, middleware, index) =>
      middleware.rail?.idle === true ? stage : layer(middleware, stage, depth + index + 1),
    inner,
  );
}

function layer(middleware: Middleware, inner: Stage, depth: number): Stage {
  const name = middleware.rail?.name ?? (middleware.name || 'a middleware');
  const checked = (outcome: Outcome): Outcome => (isOutcome(outcome) ? outcome : failed(noOutcome(name)));
  return (call) => {
    let passed: Promise<Outcome> | undefined;
    const next: Next = (other) => {
      const target = other === undefined ? call : (other as unknown as CallState);
      if (target.depth >= depth) return Promise.resolve(failed(passedTwice(name)));
      target.depth = depth;
      passed = target === call ? inner(target) : runFork(target, inner);
      return passed;
    };
    try {
      const outcome = middleware(call, next);
      // What came from inside is sound already; looking at it again would cost a promise per layer.
      if (outcome === passed && outcome !== undefined) return outcome;
      return outcome instanceof Promise
        ? outcome.then(checked, thrown)
        : Promise.resolve(outcome).then(checked, thrown);
    } catch (error) {
      return Promise.resolve(thrown(error));
    }
  };
}

function thrown(error: unknown): Outcome {
  return failed(toFailure(error));
}

function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null) return false;
  const { ok, failure: record, requests } = value as Partial<Record<'ok' | 'failure' | 'requests', unknown>>;
  if (ok === true) return true;
  if (ok === false) return typeof record === 'object' && record !== null && 'code' in record;
  return ok === 'input-required' && Array.isArray(requests);
}

function noOutcome(name: string): ReturnType<typeof toFailure> {
  return failure('INTERNAL_ERROR', 'The service is misconfigured. The cause is in its log.', {
    cause: new TypeError(
      `"${name}" resolved to no outcome: return what next() resolves to, or an outcome of its own`,
    ),
  });
}

function passedTwice(name: string): ReturnType<typeof toFailure> {
  return failure('INTERNAL_ERROR', 'The service is misconfigured. The cause is in its log.', {
    cause: new TypeError(`"${name}" called next() twice with the same call: repeat with next(call.fork())`),
  });
}
