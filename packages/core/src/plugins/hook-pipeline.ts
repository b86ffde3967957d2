import type { Call } from '../call/call.ts';
import { failed } from '../call/outcome.ts';
import type { Failed, Outcome, Success } from '../call/outcome.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';
import { rail } from '../pipeline/middleware.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import { isPromiseLike } from '../ports/awaitable.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import { awaitWithin } from '../remote/await-within.ts';
import type { HookSettings, PluginFailure, PluginHook, PluginHooks } from './plugin.ts';

/** Hooks and whose they are, in the order they were added. */
export interface HookSource {
  readonly plugin: string;
  readonly hooks: PluginHooks;
  /** The plugin was taken out: calls under way skip its hooks too. */
  readonly gone: () => boolean;
}

/** How hooks run. */
export interface HookPipelineOptions {
  /** Milliseconds that one hook may take. */
  readonly hookTimeoutMs: number;
  readonly report: (failure: PluginFailure) => void;
}

/** A hook, ready to run. */
type Step<Argument> = (call: Call, argument: Argument) => Attempt | Promise<Attempt>;

interface CompiledHook {
  readonly kind: keyof PluginHooks;
  readonly required: boolean;
  readonly source: HookSource;
  readonly options: HookPipelineOptions;
}

/** Makes one middleware of all hooks; `undefined` when there is none, so that a call pays nothing. */
export function compileHooks(
  sources: readonly HookSource[],
  options: HookPipelineOptions,
): Middleware | undefined {
  const before = stepsOf<undefined>('beforeExecute', sources, options);
  const after = stepsOf<unknown>('afterExecute', sources, options);
  const onError = stepsOf<Failure>('onError', sources, options);
  if (before.length + after.length + onError.length === 0) return undefined;
  const plugins = [...new Set(sources.map((source) => source.plugin))];
  const describe = (): JsonObject => ({ plugins });
  // Most hooks answer at once, and an async function costs a call more than they do: there is none.
  return rail({ name: 'plugins', describe }, (call, next) => {
    const end = (outcome: Outcome): Awaitable<Outcome> => ending({ after, onError }, call, outcome);
    const refusal = beginning(before, call);
    if (refusal === undefined) return next().then(end);
    if (!(refusal instanceof Promise)) return Promise.resolve(failed(refusal)).then(end);
    return refusal.then((failure) => (failure === undefined ? next().then(end) : end(failed(failure))));
  });
}

/** Runs the hooks before a call; answers the failure of a required one. */
function beginning(
  steps: readonly Step<undefined>[],
  call: Call,
  from = 0,
): Failure | undefined | Promise<Failure | undefined> {
  for (let index = from; index < steps.length; index += 1) {
    const tried = steps[index]!(call, undefined);
    if (tried instanceof Promise)
      return tried.then(({ failure }) => failure ?? beginning(steps, call, index + 1));
    if (tried.failure !== undefined) return tried.failure;
  }
  return undefined;
}

interface EndSteps {
  readonly after: readonly Step<unknown>[];
  readonly onError: readonly Step<Failure>[];
}

/** Runs the hooks after a call; answers what they made of its outcome. */
function ending(steps: EndSteps, call: Call, outcome: Outcome, from = 0): Awaitable<Outcome> {
  let ended = outcome;
  for (let index = from; index < steps.after.length && ended.ok === true; index += 1) {
    const before = ended;
    const tried = steps.after[index]!(call, before.value);
    if (tried instanceof Promise)
      return tried.then((attempt) => ending(steps, call, replaced(before, attempt), index + 1));
    ended = replaced(before, tried);
  }
  return ended.ok === false ? failing(steps.onError, call, ended) : ended;
}

function replaced(outcome: Success, { failure, value }: Attempt): Outcome {
  if (failure !== undefined) return failed(failure);
  return value === undefined ? outcome : { ...outcome, value };
}

function failing(steps: readonly Step<Failure>[], call: Call, outcome: Failed, from = 0): Awaitable<Outcome> {
  for (let index = from; index < steps.length; index += 1) {
    const tried = steps[index]!(call, outcome.failure);
    if (tried instanceof Promise) return tried.then(() => failing(steps, call, outcome, index + 1));
  }
  return outcome;
}

interface Attempt {
  readonly value?: unknown;
  /** The call fails with it. */
  readonly failure?: Failure;
}

const nothing: Attempt = {};

/** What a step does never throws or rejects, and is a promise only when the hook returned one. */
function stepOf<Argument>(
  hook: CompiledHook,
  run: (call: Call, argument: Argument) => Awaitable<unknown>,
): Step<Argument> {
  const { source } = hook;
  return (call, argument) => {
    if (source.gone()) return nothing;
    try {
      const value = run(call, argument);
      if (value === undefined) return nothing;
      return isPromiseLike(value) ? settled(hook, value, call) : { value };
    } catch (error) {
      return broken(hook, error);
    }
  };
}

async function settled(hook: CompiledHook, running: PromiseLike<unknown>, call: Call): Promise<Attempt> {
  try {
    const value = await awaitWithin(() => running, {
      clock: call.clock,
      timeoutMs: hook.options.hookTimeoutMs,
      what: `Hook ${hook.kind} of plugin "${hook.source.plugin}"`,
    });
    return { value };
  } catch (error) {
    return broken(hook, error);
  }
}

function broken({ kind, required, source, options }: CompiledHook, error: unknown): Attempt {
  if (required && kind !== 'onError') return { failure: toFailure(error) };
  options.report({ plugin: source.plugin, during: kind, error });
  return nothing;
}

/** The hooks of one kind, those of the highest priority first. */
function stepsOf<Argument>(
  kind: keyof PluginHooks,
  sources: readonly HookSource[],
  options: HookPipelineOptions,
): readonly Step<Argument>[] {
  const steps: { readonly priority: number; readonly step: Step<Argument> }[] = [];
  for (const source of sources) {
    const hook = source.hooks[kind] as PluginHook<(call: Call, argument: Argument) => Awaitable<unknown>>;
    if (hook === undefined) continue;
    const settings: HookSettings<(call: Call, argument: Argument) => Awaitable<unknown>> =
      typeof hook === 'function' ? { run: hook } : hook;
    const { run, priority = 0, required = false } = settings;
    steps.push({ priority, step: stepOf({ kind, required, source, options }, run) });
  }
  return steps.toSorted((a, b) => b.priority - a.priority).map(({ step }) => step);
}
