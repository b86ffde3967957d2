import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../../test-support/manual-clock.ts';
import type { Call } from '../call/call.ts';
import { failed, succeeded } from '../call/outcome.ts';
import type { Outcome } from '../call/outcome.ts';
import { failure } from '../errors/failure.ts';
import { ToolError } from '../errors/tool-error.ts';
import { createEventBus } from '../events/event-bus.ts';
import { silentLogger } from '../system/console-logger.ts';
import type { Plugin, PluginContext, PluginFailure, PluginHooks } from './plugin.ts';
import { createPluginHost } from './plugin-host.ts';
import type { PluginHost, PluginHostOptions } from './plugin-host.ts';

const clock = manualClock();
const call = { id: 'c1', clock } as unknown as Call;

function plugin(name: string, rest: Partial<Plugin> = {}): Plugin {
  return { name, version: '1.0.0', ...rest };
}

function hostWith(options: PluginHostOptions = {}): { host: PluginHost; failures: PluginFailure[] } {
  const failures: PluginFailure[] = [];
  const onFailure = (one: PluginFailure): void => void failures.push(one);
  return { host: createPluginHost({ clock, logger: silentLogger, onFailure, ...options }), failures };
}

function refuse(): never {
  throw new ToolError('PERMISSION_DENIED', 'Not on Sundays');
}

async function run(host: PluginHost, outcome: Outcome = succeeded('result')): Promise<Outcome> {
  const next = vi.fn(async () => outcome);
  return host.middleware === undefined ? next() : host.middleware(call, next);
}

function recorder(order: string[], name: string): PluginHooks {
  return {
    beforeExecute: () => void order.push(`${name} before`),
    afterExecute: () => void order.push(`${name} after`),
    onError: () => void order.push(`${name} error`),
  };
}

describe('the hooks of plugins', () => {
  it('make no middleware while there are none', async () => {
    const { host } = hostWith();
    expect(host.middleware).toBeUndefined();
    await host.install(plugin('a', { hooks: {} }));
    expect(host.middleware).toBeUndefined();
    await host.install(plugin('b', { hooks: { onError: () => {} } }));
    expect(host.middleware?.rail?.describe()).toEqual({ plugins: ['a', 'b'] });
    await host.uninstall('b');
    expect(host.middleware).toBeUndefined();
  });

  it('run by priority, high first, then in the order they were added', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    const note = (text: string, priority?: number): PluginHooks => ({
      beforeExecute: { run: () => void order.push(text), ...(priority !== undefined && { priority }) },
    });
    await host.install(plugin('a', { hooks: note('a') }));
    await host.install(
      plugin('b', { hooks: note('b', 10), install: (context) => void context.addHooks(note('b2')) }),
    );
    await host.install(plugin('c', { hooks: note('c', -1) }), plugin('d', { hooks: note('d', 10) }));
    await run(host);
    expect(order).toEqual(['b', 'd', 'a', 'b2', 'c']);
  });

  it('see a success after it, a failure after that, and an open question not at all', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    await host.install(plugin('a', { hooks: recorder(order, 'a') }));
    await run(host);
    await run(host, failed(failure('EXECUTION_FAILED', 'no')));
    await run(host, { ok: 'input-required', requests: [] });
    expect(order).toEqual(['a before', 'a after', 'a before', 'a error', 'a before']);
  });

  it.each([
    [undefined, 'result'],
    [null, null],
    [0, 0],
    ['', ''],
    [false, false],
    ['other', 'other'],
  ])('`afterExecute` returning %j leaves %j', async (returned, expected) => {
    const { host } = hostWith();
    const seen: unknown[] = [];
    await host.install(plugin('a', { hooks: { afterExecute: async () => returned } }));
    await host.install(plugin('b', { hooks: { afterExecute: (_call, value) => void seen.push(value) } }));
    expect(await run(host)).toEqual(succeeded(expected));
    expect(seen).toEqual([expected]);
  });

  it('that fail are reported and skipped', async () => {
    const { host, failures } = hostWith();
    const order: string[] = [];
    const error = new Error('broken');
    const broken = (): never => {
      throw error;
    };
    await host.install(
      plugin('bad', {
        hooks: { beforeExecute: broken, afterExecute: async () => broken(), onError: broken },
      }),
    );
    await host.install(plugin('good', { hooks: recorder(order, 'good') }));
    expect(await run(host)).toEqual(succeeded('result'));
    const problem = failed(failure('EXECUTION_FAILED', 'no'));
    expect(await run(host, problem)).toBe(problem);
    expect(order).toEqual(['good before', 'good after', 'good before', 'good error']);
    expect(failures).toEqual([
      { plugin: 'bad', during: 'beforeExecute', error },
      { plugin: 'bad', during: 'afterExecute', error },
      { plugin: 'bad', during: 'beforeExecute', error },
      { plugin: 'bad', during: 'onError', error },
    ]);
  });

  it('that are required fail the call, and `onError` hears of it', async () => {
    const { host, failures } = hostWith();
    const heard: string[] = [];
    await host.install(plugin('gate', { hooks: { beforeExecute: { run: refuse, required: true } } }));
    await host.install(
      plugin('ear', { hooks: { onError: (_call, record) => void heard.push(record.code) } }),
    );
    const next = vi.fn(async () => succeeded('result'));
    const outcome = await host.middleware?.(call, next);
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'PERMISSION_DENIED' } });
    expect(next).not.toHaveBeenCalled();
    await host.uninstall('gate');
    await host.install(plugin('gate', { hooks: { afterExecute: { run: refuse, required: true } } }));
    expect(await run(host)).toMatchObject({ ok: false });
    expect(heard).toEqual(['PERMISSION_DENIED', 'PERMISSION_DENIED']);
    expect(failures).toEqual([]);
  });

  it('keep the failure of a call whose required `onError` fails', async () => {
    const { host, failures } = hostWith();
    await host.install(plugin('a', { hooks: { onError: { run: refuse, required: true } } }));
    const problem = failed(failure('EXECUTION_FAILED', 'no'));
    expect(await run(host, problem)).toBe(problem);
    expect(failures).toHaveLength(1);
  });

  it('that hang count as failed after their time', async () => {
    const { host } = hostWith({ hookTimeoutMs: 50 });
    const hang = { run: () => new Promise<void>(() => {}), required: true };
    await host.install(plugin('slow', { hooks: { beforeExecute: hang } }));
    const outcome = run(host);
    await clock.advance(50);
    expect(await outcome).toMatchObject({
      failure: {
        code: 'OPERATION_TIMEOUT',
        message: 'Hook beforeExecute of plugin "slow" did not finish within 50 ms',
      },
    });
    expect(clock.timers).toBe(0);
  });

  it('are skipped by calls under way once their plugin is gone', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    await host.install(plugin('a', { hooks: recorder(order, 'a') }));
    const gate = Promise.withResolvers<Outcome>();
    const outcome = host.middleware?.(call, () => gate.promise);
    await host.uninstall('a');
    gate.resolve(succeeded(1));
    expect(await outcome).toEqual(succeeded(1));
    expect(order).toEqual(['a before']);
  });
});

describe('installing', () => {
  it('puts dependencies before dependents and lists what is there', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    const noting = (name: string, dependencies: Record<string, string> = {}): Plugin =>
      plugin(name, { dependencies, install: () => void order.push(name) });
    await host.install(noting('c', { b: '^1.0.0', a: '*' }), noting('b', { a: '1.x' }), noting('a'));
    expect(order).toEqual(['a', 'b', 'c']);
    expect([...host.installed]).toEqual([
      ['a', '1.0.0'],
      ['b', '1.0.0'],
      ['c', '1.0.0'],
    ]);
  });

  it.each([
    [
      'dependency-missing',
      [plugin('b', { dependencies: { a: '^1.0.0' } })],
      'Plugin "b" needs "a" ^1.0.0, which is not installed',
    ],
    [
      'dependency-version',
      [plugin('b', { dependencies: { base: '^2.0.0' } })],
      'Plugin "b" needs "base" ^2.0.0, and 1.0.0 is installed',
    ],
    ['already-installed', [plugin('base')], 'Plugin "base" is installed already'],
    ['already-installed', [plugin('b'), plugin('b')], 'Plugin "b" is installed already'],
    [
      'dependency-cycle',
      [
        plugin('x', { dependencies: { a: '*' } }),
        plugin('a', { dependencies: { b: '*' } }),
        plugin('b', { dependencies: { a: '*' } }),
      ],
      'Plugins depend on each other: a → b → a',
    ],
    ['dependency-cycle', [plugin('a', { dependencies: { a: '*' } })], 'Plugins depend on each other: a → a'],
  ])('refuses (%s) before it runs any `install`', async (reason, plugins, message) => {
    const { host } = hostWith();
    const install = vi.fn();
    await host.install(plugin('base'));
    const installing = host.install(plugin('first', { install }), ...plugins);
    await expect(installing).rejects.toMatchObject({
      code: 'PLUGIN_CONFLICT',
      type: 'conflict_error',
      details: { reason },
      message: expect.stringContaining(message),
    });
    expect(install).not.toHaveBeenCalled();
    expect([...host.installed.keys()]).toEqual(['base']);
  });

  it.each([
    [plugin(''), 'plugin.name'],
    [plugin('a', { version: 'latest' }), 'version of plugin "a"'],
    [plugin('a', { dependencies: { b: 'latest' } }), 'dependency "b" of plugin "a"'],
  ])('refuses a plugin that says something impossible of itself', async (bad, option) => {
    const { host } = hostWith();
    await expect(host.install(bad)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(option),
    });
  });

  it('that fails leaves nothing behind, of itself or of those installed with it', async () => {
    const events = createEventBus<{ readonly tick: number }>();
    const { host, failures } = hostWith({ events });
    const undone: string[] = [];
    const heard: string[] = [];
    const add = (name: string) => (context: PluginContext) => {
      context.addHooks(recorder(heard, name));
      context.on('tick', () => void heard.push(`${name} tick`));
      context.channel('news').receive(() => void heard.push(`${name} news`));
      context.onUninstall(() => void undone.push(`${name} 1`));
      context.onUninstall(async () => void undone.push(`${name} 2`));
    };
    const bad = plugin('bad', {
      hooks: recorder(heard, 'bad'),
      async install(context) {
        add('bad')(context);
        throw new Error('no licence');
      },
    });
    const installing = host.install(plugin('good', { install: add('good') }), bad);
    await expect(installing).rejects.toMatchObject({
      code: 'PLUGIN_INSTALL_FAILED',
      message: 'Plugin "bad" could not be installed and nothing of it is left: no licence',
      details: { plugin: 'bad' },
    });
    expect(undone).toEqual(['bad 2', 'bad 1', 'good 2', 'good 1']);
    expect(host.middleware).toBeUndefined();
    expect(events.listens('tick')).toBe(false);
    expect(host.installed.size).toBe(0);
    await host.install(plugin('sender', { install: (context) => context.channel('news').send('x') }));
    expect(heard).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('hears no hook before it is complete', async () => {
    const { host } = hostWith();
    const gate = Promise.withResolvers<void>();
    const installing = host.install(
      plugin('a', { hooks: { beforeExecute: () => {} }, install: () => gate.promise }),
    );
    await Promise.resolve();
    await Promise.resolve();
    expect(host.middleware).toBeUndefined();
    gate.resolve();
    await installing;
    expect(host.middleware).toBeDefined();
  });

  it('that takes too long is undone; what still runs of it can add nothing', async () => {
    const { host } = hostWith({ installTimeoutMs: 100 });
    const gate = Promise.withResolvers<void>();
    let late: unknown;
    let signal: AbortSignal | undefined;
    const slow = plugin('slow', {
      async install(context) {
        ({ signal } = context);
        await gate.promise;
        try {
          context.addHooks({ onError: () => {} });
        } catch (error) {
          late = error;
        }
      },
    });
    const installing = host.install(slow);
    const settled = expect(installing).rejects.toMatchObject({
      code: 'PLUGIN_INSTALL_FAILED',
      cause: { code: 'OPERATION_TIMEOUT' },
    });
    await clock.advance(100);
    await settled;
    expect(signal?.aborted).toBe(true);
    gate.resolve();
    await clock.advance(0);
    expect(late).toMatchObject({ message: 'Plugin "slow" is uninstalled and can add nothing more' });
    expect(host.middleware).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('takes requests one after the other, and a failed one does not block the next', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const slow = plugin('slow', {
      async install() {
        order.push('slow starts');
        await gate.promise;
        order.push('slow fails');
        throw new Error('no');
      },
    });
    const first = host.install(slow);
    const second = host.install(plugin('next', { install: () => void order.push('next') }));
    gate.resolve();
    await expect(first).rejects.toThrow('no');
    await second;
    expect(order).toEqual(['slow starts', 'slow fails', 'next']);
  });

  it('says that there are no events to listen to, when there are none', async () => {
    const { host } = hostWith();
    const listening = plugin('a', { install: (context) => void context.on('tick', () => {}) });
    await expect(host.install(listening)).rejects.toThrow('"events"');
  });
});

describe('uninstalling', () => {
  it('removes everything that was added, last first, and aborts the signal', async () => {
    const events = createEventBus<{ readonly tick: number }>();
    const { host } = hostWith({ events });
    const order: string[] = [];
    let context: PluginContext | undefined;
    await host.install(
      plugin('a', {
        hooks: recorder(order, 'hook'),
        install(given) {
          context = given;
          given.onUninstall(() => void order.push('first'));
          given.on('tick', () => void order.push('tick'));
          given.onUninstall(() => void order.push('last'));
        },
        uninstall: (given) => void order.push(`uninstall, aborted: ${given.signal.aborted}`),
      }),
    );
    await events.emit('tick', 1);
    await host.uninstall('a');
    await events.emit('tick', 2);
    await run(host);
    expect(order).toEqual(['tick', 'uninstall, aborted: true', 'last', 'first']);
    expect(events.listens('tick')).toBe(false);
    expect(() => context?.addHooks({})).toThrow('can add nothing more');
    expect(host.installed.size).toBe(0);
  });

  it('takes single additions out earlier, once', async () => {
    const { host } = hostWith();
    const order: string[] = [];
    let takeOut: (() => void) | undefined;
    await host.install(
      plugin('a', {
        install: (context) => {
          takeOut = context.addHooks(recorder(order, 'a'));
        },
      }),
    );
    takeOut?.();
    takeOut?.();
    expect(host.middleware).toBeUndefined();
    await host.uninstall('a');
  });

  it('refuses while others depend on the plugin, and names them', async () => {
    const { host } = hostWith();
    await host.install(
      plugin('a'),
      plugin('b', { dependencies: { a: '*' } }),
      plugin('c', { dependencies: { a: '*' } }),
    );
    await expect(host.uninstall('a')).rejects.toMatchObject({
      code: 'PLUGIN_CONFLICT',
      details: { reason: 'dependents-remain', dependents: ['b', 'c'] },
      message: 'Plugin "a" is needed by b, c; uninstall those first',
    });
    expect(host.installed.has('a')).toBe(true);
    await expect(host.uninstall('z')).rejects.toThrow('Plugin "z" is not installed; installed are: a, b, c');
  });

  it('goes on when a step of it fails or hangs, and reports it', async () => {
    const { host, failures } = hostWith({ installTimeoutMs: 100 });
    const undone: string[] = [];
    await host.install(
      plugin('a', {
        install(context) {
          context.onUninstall(() => void undone.push('reached'));
          context.onUninstall(() => new Promise(() => {}));
        },
        uninstall() {
          throw new Error('will not go');
        },
      }),
    );
    const going = host.uninstall('a');
    await clock.advance(100);
    await going;
    expect(undone).toEqual(['reached']);
    expect(failures.map(({ during, error }) => [during, (error as Error).message])).toEqual([
      ['uninstall', 'will not go'],
      ['uninstall', 'Uninstalling plugin "a" did not finish within 100 ms'],
    ]);
  });

  it('of all of them goes from dependents to dependencies', async () => {
    const order: string[] = [];
    const leaving = (name: string, dependencies: Record<string, string> = {}): Plugin =>
      plugin(name, { dependencies, uninstall: () => void order.push(name) });
    {
      await using host = hostWith().host;
      await host.install(leaving('b', { a: '*' }), leaving('a'));
    }
    expect(order).toEqual(['b', 'a']);
  });
});

describe('a channel between plugins', () => {
  it('reaches every plugin but the sender, and isolates the handlers', async () => {
    const { host, failures } = hostWith({ hookTimeoutMs: 50 });
    const heard: string[] = [];
    let send: ((message: string) => Promise<void>) | undefined;
    const ear = (name: string): Plugin =>
      plugin(name, {
        install(context) {
          const channel = context.channel<string>('news');
          channel.receive((message, from) => void heard.push(`${name} hears ${message} from ${from}`));
          if (name === 'a') send = (message) => channel.send(message);
        },
      });
    const bad = plugin('bad', {
      install(context) {
        context.channel('news').receive(() => {
          throw new Error('deaf');
        });
        context.channel('news').receive(() => new Promise(() => {}));
        context.channel('other').receive(() => void heard.push('wrong channel'));
      },
    });
    await host.install(ear('a'), bad, ear('b'));
    const sent = send?.('hello');
    await clock.advance(50);
    await sent;
    expect(heard).toEqual(['b hears hello from a']);
    expect(
      failures.map(({ plugin: name, during, error }) => [name, during, (error as Error).message]),
    ).toEqual([
      ['bad', 'channel', 'deaf'],
      ['bad', 'channel', 'A handler of plugin "bad" on channel "news" did not finish within 50 ms'],
    ]);
    await host.uninstall('b');
    await host.uninstall('bad');
    await send?.('anybody?');
    expect(heard).toHaveLength(1);
  });
});

describe('what failed and was skipped', () => {
  it('goes to the log unless somebody asks for it', async () => {
    const error = vi.fn();
    const logger = { ...silentLogger, error };
    const host = createPluginHost({ clock, logger });
    const broken = new Error('broken');
    await host.install(plugin('a', { hooks: { beforeExecute: () => Promise.reject(broken) } }));
    await run(host);
    expect(error).toHaveBeenCalledWith('Part of a plugin failed and was skipped', {
      plugin: 'a',
      during: 'beforeExecute',
      error: broken,
    });
  });

  it('harms nobody when whoever asked for it fails', async () => {
    const host = createPluginHost({ clock, logger: silentLogger, onFailure: refuse });
    await host.install(plugin('a', { hooks: { beforeExecute: () => Promise.reject(new Error('broken')) } }));
    expect(await run(host)).toEqual(succeeded('result'));
  });
});
