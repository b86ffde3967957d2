import { isToolError } from '@toolwright/core';
import type { AuditSink } from '@toolwright/core';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../fake-clock.ts';
import { seededRandom } from '../seeded-random.ts';
import { always, onlyFor, scripted, seeded } from './chaos-plan.ts';
import { createChaos } from './create-chaos.ts';
import { delay, fail, hang, lie, loseAnswer } from './fault.ts';

describe('createChaos', () => {
  it('lets everything through until a plan says otherwise, and again without one', async () => {
    const { port, log } = counter();
    const chaos = createChaos(port);
    expect(await chaos.port.add(1)).toBe(1);
    chaos.follow(always(fail()));
    await expect(chaos.port.add(1)).rejects.toThrow('chaos');
    chaos.follow();
    expect(await chaos.port.add(1)).toBe(2);
    expect(log).toEqual(['add', 'add']);
    expect(chaos.calls().map(({ number, method, args }) => [number, method, args])).toEqual([
      [1, 'add', [1]],
      [2, 'add', [1]],
      [3, 'add', [1]],
    ]);
  });

  it('fails before the work, or after it', async () => {
    const { port, log } = counter();
    const chaos = createChaos(port, { plan: scripted([fail(), loseAnswer()]) });
    const committed = async () => {
      const error: unknown = await chaos.port.add(1).catch((thrown: unknown) => thrown);
      return isToolError(error, 'STORE_UNAVAILABLE') ? error.details?.['committed'] : error;
    };
    expect(await committed()).toBe('no');
    expect(log).toEqual([]);
    expect(await committed()).toBe('unknown');
    expect(log).toEqual(['add']);
    expect(await chaos.port.add(1)).toBe(2);
  });

  it('fails with the error it is given', async () => {
    const own = new Error('own');
    await expect(createChaos(counter().port, { plan: always(fail(own)) }).port.add(1)).rejects.toBe(own);
  });

  it('hangs for ever', async () => {
    const clock = createFakeClock();
    const { port } = createChaos(counter().port, { plan: always(hang()), clock });
    let settled = false;
    void port.add(1).finally(() => (settled = true));
    await clock.advance(1_000_000);
    expect(settled).toBe(false);
  });

  it('does the work late', async () => {
    const clock = createFakeClock();
    const { port, log } = counter();
    const chaos = createChaos(port, { plan: always(delay(100)), clock });
    const late = chaos.port.add(3);
    await clock.advance(99);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(await late).toBe(3);
  });

  it('lies about what was done', async () => {
    const { port, log } = counter();
    const chaos = createChaos(port, { plan: always(lie((truth) => Number(truth) * 10)) });
    expect(await chaos.port.add(2)).toBe(20);
    expect(log).toEqual(['add']);
  });

  it('breaks async iterables as well, and reads them when only their answer is lost', async () => {
    const clock = createFakeClock();
    const { port, log } = counter();
    const plan = scripted([fail(), loseAnswer(), delay(10), undefined]);
    const chaos = createChaos(port, { plan, clock });
    const read = async () => {
      const seen: number[] = [];
      for await (const number of chaos.port.count(3)) seen.push(number);
      return seen;
    };
    await expect(read()).rejects.toThrow('chaos');
    expect(log).toEqual([]);
    await expect(read()).rejects.toThrow('chaos');
    expect(log).toEqual(['count']);
    const late = read();
    await clock.advance(10);
    expect(await late).toEqual([1, 2, 3]);
    expect(await read()).toEqual([1, 2, 3]);
  });

  it('breaks only the methods that the plan names, and nothing that is no method', async () => {
    const { port } = counter();
    const chaos = createChaos(port, { plan: onlyFor(['count'], always(fail())) });
    expect(await chaos.port.add(1)).toBe(1);
    expect(chaos.port.total).toBe(1);
    await expect(chaos.port.count(1)[Symbol.asyncIterator]().next()).rejects.toThrow('chaos');
  });

  it('leaves no rejection unhandled when nobody waits', async () => {
    const sink: AuditSink = { write: () => Promise.resolve() };
    void createChaos(sink, { plan: always(fail()) }).port.write({});
    await createFakeClock().advance(0);
  });

  it('breaks the same share of calls for one seed', async () => {
    const broken = async (seed: number) => {
      const plan = seeded(seededRandom(seed), 0.3, [fail(), loseAnswer()]);
      const chaos = createChaos(counter().port, { plan });
      const outcomes = Array.from({ length: 1_000 }, () =>
        chaos.port.add(1).then(
          () => 0,
          () => 1,
        ),
      );
      return (await Promise.all(outcomes)).join('');
    };
    expect(await broken(1)).toBe(await broken(1));
    expect(await broken(1)).not.toBe(await broken(2));
    const share = (await broken(1)).replaceAll('0', '').length / 1_000;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.05);
  });

  it('refuses a share that is none', () => {
    expect(() => seeded(seededRandom(1), 1.5, [fail()])).toThrow('Option "share"');
    expect(() => seeded(seededRandom(1), 0.5, [])).toThrow('Option "faults.length"');
  });
});

class Counter {
  #total = 0;
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  get total(): number {
    return this.#total;
  }

  async add(by: number): Promise<number> {
    this.#log.push('add');
    this.#total += by;
    return this.#total;
  }

  async *count(to: number): AsyncGenerator<number> {
    this.#log.push('count');
    for (let number = 1; number <= to; number += 1) yield number;
  }
}

function counter() {
  const log: string[] = [];
  return { port: new Counter(log), log };
}
