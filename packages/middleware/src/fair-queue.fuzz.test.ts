import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FairQueue } from './fair-queue.ts';

interface Item {
  readonly party: string;
  readonly priority: number;
  readonly number: number;
}

const item = fc.record({
  party: fc.constantFrom('a', 'b', 'c', 'd'),
  priority: fc.integer({ min: 0, max: 2 }),
});
const taking = fc.constant('take' as const);
const adding = item.map((add) => ({ add }));
const steps = fc.array(fc.oneof(adding, adding, taking), { maxLength: 80 });

describe('a fair queue', () => {
  it('gives back each item once, the most urgent first, each party in order of arrival', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const queue = new FairQueue<Item>();
        const waiting = new Set<Item>();
        for (const [number, step] of history.entries()) {
          if (step !== 'take') {
            const added = { ...step.add, number };
            queue.add(added);
            waiting.add(added);
          } else {
            const taken = queue.take();
            if (waiting.size === 0) {
              expect(taken).toBeUndefined();
              continue;
            }
            expect(waiting.delete(taken!)).toBe(true);
            const rivals = [...waiting];
            expect(rivals.every(({ priority }) => priority <= taken!.priority)).toBe(true);
            const kin = rivals.filter(
              ({ party, priority }) => party === taken!.party && priority === taken!.priority,
            );
            expect(kin.every(({ number: later }) => later > taken!.number)).toBe(true);
          }
          expect(queue.size).toBe(waiting.size);
        }
      }),
    );
  });

  it('serves no party of one priority twice while another waits throughout', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 40 }), (parties) => {
        const queue = new FairQueue<Item>();
        for (const [number, party] of parties.entries()) queue.add({ party, priority: 0, number });
        const served = parties.map(() => queue.take()!.party);
        const left = new Map<string, number>();
        for (const party of parties) left.set(party, (left.get(party) ?? 0) + 1);
        for (const [index, party] of served.entries()) {
          const others = [...left].filter(([name, count]) => name !== party && count > 0);
          if (served[index - 1] === party) expect(others).toEqual([]);
          left.set(party, left.get(party)! - 1);
        }
      }),
    );
  });

  it('lets a newcomer displace the least urgent of the longest line only, and never one like itself', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 30 }), item, (items, newcomer) => {
        const queue = new FairQueue<Item>();
        const all = items.map((each, number) => ({ ...each, number }));
        for (const each of all) queue.add(each);
        const displaced = queue.displacedBy(newcomer);
        expect(queue.size).toBe(all.length);
        const lowest = Math.min(...all.map(({ priority }) => priority));
        if (displaced === undefined) {
          const line = (party: string): number =>
            all.filter((each) => each.party === party && each.priority === lowest).length;
          const longest = Math.max(0, ...all.map(({ party }) => line(party)));
          expect(
            lowest > newcomer.priority ||
              (lowest === newcomer.priority && longest <= line(newcomer.party) + 1),
          ).toBe(true);
          return;
        }
        expect(displaced.priority).toBe(lowest);
        expect(displaced.priority < newcomer.priority || displaced.party !== newcomer.party).toBe(true);
      }),
    );
  });
});
