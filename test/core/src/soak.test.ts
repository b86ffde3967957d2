import { createTool, createToolbox, streamOf } from '@toolwright/core';
import type { AnyToolbox, Call, Middleware, Outcome, Random, ToolResult } from '@toolwright/core';
import { createFakeClock, seededRandom } from '@toolwright/testing';
import type { FakeClock } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const seeds = [1, 2, 3, 5, 8, 13, 21, 34];
const callsPerSeed = 600;

const info = (name: string): { name: string; version: string; description: string; kind: 'query' } => ({
  name,
  version: '1.0.0',
  description: 'Does what chance says',
  kind: 'query',
});

/** Everything that a world of seeded chance counts, and what must be even in the end. */
class World {
  readonly clock: FakeClock = createFakeClock();
  readonly random: Random;
  readonly signals: CountedSignal[] = [];
  readonly answers: number[] = [];
  /** That some work outlived the drain, say. */
  readonly warnings: string[] = [];
  opened = 0;
  closed = 0;
  workBegan = 0;
  workTold = 0;
  resources = 0;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  pick<T>(...ways: readonly T[]): T {
    return ways[Math.floor(this.random.next() * ways.length)]!;
  }

  ms(most: number): number {
    return Math.floor(this.random.next() * most);
  }

  /** Waits some time: now and then not at all, or longer than its call may take; heeds the signal or ignores it. */
  async work({ clock, signal }: Call): Promise<void> {
    const heeds = this.pick(true, true, false);
    const waitMs = this.pick(0, this.ms(20), this.ms(200), 2_000);
    if (waitMs === 0) return;
    await new Promise<void>((resolve, reject) => {
      const abort = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = clock.after(waitMs, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      if (heeds) signal.addEventListener('abort', abort, { once: true });
    });
  }
}

/** A caller's signal that knows how many listen to it. */
interface CountedSignal {
  readonly controller: AbortController;
  listeners: number;
}

function countedSignal(): CountedSignal {
  const counted = { controller: new AbortController(), listeners: 0 };
  const { signal } = counted.controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...given: Parameters<typeof add>) => {
    counted.listeners += 1;
    add(...given);
  };
  signal.removeEventListener = (...given: Parameters<typeof remove>) => {
    counted.listeners -= 1;
    remove(...given);
  };
  return counted;
}

/** Rails that fork, detach, race, hang, replace and throw as chance says. */
function chanceRail(world: World): Middleware {
  const { random } = world;
  return async (call, next): Promise<Outcome> => {
    const timeoutMs = 10 + world.ms(100);
    const dice = Math.floor(random.next() * 14);
    if (dice === 0) return next(call.fork({ timeoutMs }));
    if (dice === 1) return Promise.race([next(call.fork({ timeoutMs })), next(call.fork())]);
    if (dice === 2) void next(call.detach({ timeoutMs }));
    if (dice === 3) void next(call.detach({ timeoutMs }).fork({ input: {} }));
    if (dice === 4) void next(call.fork());
    if (dice === 5) call.clock.after(timeoutMs, () => void next(call.fork()));
    if (dice === 6) throw new Error('a rail broke');
    if (dice === 7) return new Promise<never>(() => undefined);
    if (dice === 8) {
      const giveUp = new AbortController();
      call.clock.after(timeoutMs, () => giveUp.abort(new Error('no longer wanted')));
      return next(call.fork({ signal: giveUp.signal }));
    }
    world.workBegan += 1;
    const outcome = await next();
    call.afterWork(() => (world.workTold += 1));
    if (dice === 9) return { ok: true, value: 'instead' };
    if (dice === 10 && outcome.ok === false) return next(call.fork({ timeoutMs }));
    if (dice === 11) void streamOf(outcome)?.ended.then(() => undefined);
    return outcome;
  };
}

function toolboxOf(world: World): AnyToolbox {
  const use = [chanceRail(world)];
  const leaf = createTool({
    metadata: { ...info('leaf'), timeoutMs: 300 },
    use,
    setup: () => (world.resources += 1),
    cleanup: () => void (world.resources -= 1),
    execute: async ({ call }) => {
      await world.work(call);
      if (world.pick(true, false, false)) throw new Error('the tool broke');
      call.progress({ completed: 1 });
      return 'leaf';
    },
  });
  const branch = createTool({
    metadata: { ...info('branch'), timeoutMs: 400 },
    use,
    execute: async ({ call }) => {
      const below = [call.invoke(leaf, {}), call.invoke(leaf, {})];
      if (world.pick(true, false)) return Promise.all(below);
      for (const nested of below) nested.catch(() => undefined);
      return 'did not wait';
    },
  });
  const stream = createTool({
    metadata: { ...info('stream'), timeoutMs: 500 },
    schema: { chunk: z.number() },
    use,
    execute: async function* ({ call }) {
      world.opened += 1;
      try {
        for (let chunk = 0; chunk < 5; chunk += 1) {
          await world.work(call);
          call.progress({ completed: chunk, total: 5 });
          yield world.pick(true, true, true, false) ? chunk : ('no number' as never);
        }
        return 'read';
      } finally {
        world.closed += 1;
      }
    },
  });
  const warn = (message: string): void => void world.warnings.push(message);
  const quiet = { debug() {}, info() {}, warn, error() {}, child: () => quiet };
  return createToolbox({
    tools: [leaf, branch, stream],
    use: [chanceRail(world)],
    clock: world.clock,
    random: seededRandom(1),
    logger: quiet,
  });
}

/** Reads a stream as readers do: to the end, to some point, with an error of its own, or never again. */
async function read(world: World, items: ReturnType<AnyToolbox['dispatchStream']>): Promise<void> {
  const upTo = world.pick(0, 1, 3, 99);
  const way = world.pick('leave', 'throw', 'forget');
  if (way === 'forget') {
    for (let pulls = 0; pulls < upTo; pulls += 1) if ((await items.next()).done) return;
    return;
  }
  let results = 0;
  let pulls = 0;
  try {
    for await (const item of items) {
      if (results > 0) throw new Error('something came after the result');
      if (item.type === 'result') results += 1;
      if ((pulls += 1) > upTo && way === 'throw') throw new RangeError('the reader broke');
      if (pulls > upTo) break;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

async function live(world: World, toolbox: AnyToolbox): Promise<void> {
  const pending: Promise<void>[] = [];
  const stopAfter = callsPerSeed - world.ms(100);
  let stopping: Promise<void> | undefined;
  for (let index = 0; index < callsPerSeed; index += 1) {
    const caller = countedSignal();
    world.signals.push(caller);
    const { signal } = caller.controller;
    if (world.pick(true, false, false)) {
      if (world.pick(true, false)) caller.controller.abort();
      else world.clock.after(world.ms(300), () => caller.controller.abort());
    }
    const options = { signal, ...(world.pick(true, false) && { timeoutMs: world.ms(250) }) };
    const name = world.pick('leaf', 'branch', 'stream');
    if (name === 'stream' && world.pick(true, true, false)) {
      pending.push(read(world, toolbox.dispatchStream(name, {}, options)));
    } else {
      world.answers[index] = 0;
      const told = (result: ToolResult): void => {
        world.answers[index]! += 'status' in result ? 1 : 100;
      };
      pending.push(toolbox.dispatch(name, {}, options).then(told));
    }
    if (index % 20 === 0) await world.clock.advance(world.ms(40));
    if (index === stopAfter) stopping = toolbox.stop({ drainMs: world.ms(400) });
  }
  await world.clock.advance(20_000);
  await Promise.all([...pending, stopping]);
}

describe('the books', () => {
  it.each(seeds)('are even after a life of chance (seed %i)', async (seed) => {
    const world = new World(seed);
    const toolbox = toolboxOf(world);
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    await live(world, toolbox);
    await world.clock.advance(5_000);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(world.clock.pendingTimers).toBe(0);
    expect(world.answers.filter((answers) => answers !== 1)).toEqual([]);
    expect(world.closed).toBe(world.opened);
    expect(world.workTold).toBeLessThanOrEqual(world.workBegan);
    expect(world.resources).toBe(0);
    expect(world.warnings).toEqual([]);
    expect(world.opened).toBeGreaterThan(20);
    expect(
      world.signals.filter(({ listeners, controller }) => !controller.signal.aborted && listeners !== 0),
    ).toEqual([]);
  });
});
