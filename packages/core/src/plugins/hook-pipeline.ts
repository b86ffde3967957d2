import type { Call } from '../call/call.ts';
import { failed } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import type { Failure } from '../errors/failure.ts';
import { toFailure } from '../errors/tool-error.ts';
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
    // Most hooks answer at once: awaiting those too would cost a call more than what they do.
    let outcome: Outcome | undefined;
    for (const hook of before) {
      const tried = tryHook(hook, () => hook.run(call), { call, options });
      const { failure } = tried instanceof Promise ? await tried : tried;
      if (failure === undefined) continue;
      outcome = failed(failure);
      break;
    }
    outcome ??= await next();
    for (const hook of after) {
      if (outcome.ok !== true) break;
      const { value } = outcome;
      const tried = tryHook(hook, () => hook.run(call, value), { call, options });
      const attempt = tried instanceof Promise ? await tried : tried;
      if (attempt.failure !== undefined) outcome = failed(attempt.failure);
      else if (attempt.value !== undefined) outcome = { ...outcome, value: attempt.value };
    }
    if (outcome.ok !== false) return outcome;
    const { failure } = outcome;
    for (const hook of onError) {
      const tried = tryHook(hook, () => hook.run(call, failure), { call, options });
      if (tried instanceof Promise) await tried;
    }
    return outcome;
  });
}

interface Attempt {
  readonly value?: unknown;
  /** The call fails with it. */
  readonly failure?: Failure;
}

const nothing: Attempt = {};

interface HookedCall {
  readonly call: Call;
  readonly options: HookPipelineOptions;
}

/** Never throws or rejects. A promise only when the hook returned one. */
function tryHook(
  hook: CompiledHook,
  work: () => Awaitable<unknown>,
  hooked: HookedCall,
): Attempt | Promise<Attempt> {
  if (hook.source.gone()) return nothing;
  try {
    const value = work();
    if (isPromiseLike(value)) return settledHook(hook, value, hooked);
    return value === undefined ? nothing : { value };
  } catch (error) {
    return brokenHook(hook, error, hooked);
  }
}

async function settledHook(
  hook: CompiledHook,
  running: PromiseLike<unknown>,
  hooked: HookedCall,
): Promise<Attempt> {
  try {
    const value = await awaitWithin(() => running, {
      clock: hooked.call.clock,
      timeoutMs: hooked.options.hookTimeoutMs,
      what: `Hook ${hook.kind} of plugin "${hook.source.plugin}"`,
    });
    return { value };
  } catch (error) {
    return brokenHook(hook, error, hooked);
  }
}

function brokenHook(
  { kind, required, source }: CompiledHook,
  error: unknown,
  { options }: HookedCall,
): Attempt {
  if (required && kind !== 'onError') return { failure: toFailure(error) };
  options.report({ plugin: source.plugin, during: kind, error });
  return nothing;
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
