import type { Call } from '../call/call.ts';
import { failed } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
import { rail } from '../pipeline/middleware.ts';
import type { Middleware } from '../pipeline/middleware.ts';
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

type RunOf<Kind extends keyof PluginHooks> =
  NonNullable<PluginHooks[Kind]> extends PluginHook<infer Run> ? Run : never;

interface CompiledHook<Run = unknown> {
  readonly run: Run;
  readonly priority: number;
  readonly required: boolean;
  readonly kind: keyof PluginHooks;
  readonly source: HookSource;
}

/** Makes one middleware of all hooks; `undefined` when there is none, so that a call pays nothing. */
export function compileHooks(
  sources: readonly HookSource[],
  options: HookPipelineOptions,
): Middleware | undefined {
  const before = hooksOf('beforeExecute', sources);
  const after = hooksOf('afterExecute', sources);
  const onError = hooksOf('onError', sources);
  if (before.length + after.length + onError.length === 0) return undefined;
  const plugins = [...new Set(sources.map((source) => source.plugin))];
  return rail({ name: 'plugins', describe: () => ({ plugins }) }, async (call, next) => {
    const refusal = await runBefore(before, call, options);
    let outcome: Outcome = refusal === undefined ? await next() : failed(refusal);
    if (outcome.ok === true) outcome = await runAfter(after, call, { outcome, options });
    if (outcome.ok === false) await runOnError(onError, call, { failure: outcome.failure, options });
    return outcome;
  });
}

async function runBefore(
  hooks: readonly CompiledHook<RunOf<'beforeExecute'>>[],
  call: Call,
  options: HookPipelineOptions,
): Promise<Failure | undefined> {
  for (const hook of hooks) {
    const attempt = await tryHook(hook, call, { work: () => hook.run(call), options });
    if (attempt.failure !== undefined) return attempt.failure;
  }
  return undefined;
}

async function runAfter(
  hooks: readonly CompiledHook<RunOf<'afterExecute'>>[],
  call: Call,
  rest: { readonly outcome: Outcome & { readonly ok: true }; readonly options: HookPipelineOptions },
): Promise<Outcome> {
  let { outcome } = rest;
  for (const hook of hooks) {
    const { value } = outcome;
    const attempt = await tryHook(hook, call, { work: () => hook.run(call, value), options: rest.options });
    if (attempt.failure !== undefined) return failed(attempt.failure);
    if (attempt.value !== undefined) outcome = { ...outcome, value: attempt.value };
  }
  return outcome;
}

async function runOnError(
  hooks: readonly CompiledHook<RunOf<'onError'>>[],
  call: Call,
  rest: { readonly failure: Failure; readonly options: HookPipelineOptions },
): Promise<void> {
  for (const hook of hooks) {
    await tryHook(hook, call, { work: () => hook.run(call, rest.failure), options: rest.options });
  }
}

interface Attempt {
  readonly value?: unknown;
  /** The call fails with it. */
  readonly failure?: Failure;
}

const skipped: Attempt = {};

async function tryHook(
  hook: CompiledHook,
  call: Call,
  rest: { readonly work: () => Awaitable<unknown>; readonly options: HookPipelineOptions },
): Promise<Attempt> {
  const { kind, source } = hook;
  if (source.gone()) return skipped;
  try {
    const value = await awaitWithin(rest.work, {
      clock: call.clock,
      timeoutMs: rest.options.hookTimeoutMs,
      what: `Hook ${kind} of plugin "${source.plugin}"`,
    });
    return { value };
  } catch (error) {
    if (hook.required && kind !== 'onError') return { failure: toFailure(error) };
    rest.options.report({ plugin: source.plugin, during: kind, error });
    return skipped;
  }
}

function hooksOf<Kind extends keyof PluginHooks>(
  kind: Kind,
  sources: readonly HookSource[],
): readonly CompiledHook<RunOf<Kind>>[] {
  const hooks: CompiledHook<RunOf<Kind>>[] = [];
  for (const source of sources) {
    const hook = source.hooks[kind];
    if (hook === undefined) continue;
    const settings = (typeof hook === 'function' ? { run: hook } : hook) as HookSettings<RunOf<Kind>>;
    const { run, priority = 0, required = false } = settings;
    hooks.push({ run, priority, required, kind, source });
  }
  return hooks.toSorted((a, b) => b.priority - a.priority);
}
