import type { Clock } from '@toolwright/core';
import { assertEventually, assertHolds, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** What every {@link Clock} promises. The `time` of the run must let the time of the clock itself pass. */
export const clockContract: readonly ContractCase<Clock>[] = [
  contractCase(
    'tells milliseconds that move with time, and durations that never go back',
    async (clock, time) => {
      const [wall, monotonic] = [clock.now(), clock.monotonicNow()];
      assertHolds('now is in milliseconds since 1970', Number.isFinite(wall) && wall >= 0);
      let last = monotonic;
      for (let round = 0; round < 1_000; round += 1) {
        const next = clock.monotonicNow();
        assertHolds(`monotonicNow does not go back from ${last} to ${next}`, next >= last);
        last = next;
      }
      await time.elapse(100);
      const passedMs = clock.monotonicNow() - monotonic;
      assertHolds(`100 ms are about 100 ms, not ${passedMs}`, passedMs >= 98 && passedMs < 2_000);
    },
  ),
  contractCase('runs a timer once, when its delay has passed and not before', async (clock, time) => {
    let runs = 0;
    clock.after(400, () => (runs += 1));
    await time.elapse(50);
    assertSame('runs before the delay', runs, 0);
    await time.elapse(360);
    await assertEventually('the timer runs', time, () => runs > 0);
    await time.elapse(450);
    assertSame('runs', runs, 1);
  }),
  contractCase('never runs a timer before after() has returned, whatever the delay', async (clock, time) => {
    let runs = 0;
    for (const delayMs of [0, -1]) clock.after(delayMs, () => (runs += 1));
    assertSame('runs at once', runs, 0);
    await assertEventually('the timers run', time, () => runs === 2);
  }),
  contractCase('runs timers in the order of their time', async (clock, time) => {
    const order: number[] = [];
    for (const delayMs of [90, 30, 60]) clock.after(delayMs, () => order.push(delayMs));
    await time.elapse(100);
    await assertEventually('the timers run', time, () => order.length === 3);
    assertSame('the order', order, [30, 60, 90]);
  }),
  contractCase(
    'runs no timer that was cancelled, and bears a cancel that comes late or twice',
    async (clock, time) => {
      const ran: string[] = [];
      const cancelEarly = clock.after(20, () => ran.push('cancelled'));
      const cancelLate = clock.after(20, () => ran.push('kept'));
      cancelEarly();
      cancelEarly();
      await time.elapse(30);
      await assertEventually('the other timer runs', time, () => ran.length > 0);
      cancelLate();
      await time.elapse(30);
      assertSame('what ran', ran, ['kept']);
    },
  ),
  contractCase('lets a timer cancel another that is due with it', async (clock, time) => {
    const ran: string[] = [];
    const cancels = ['first', 'second'].map((name, index) =>
      clock.after(20, () => {
        ran.push(name);
        cancels[1 - index]?.();
      }),
    );
    await time.elapse(40);
    await assertEventually('a timer runs', time, () => ran.length > 0);
    await time.elapse(10);
    assertSame('how many ran', ran.length, 1);
  }),
  contractCase('does not run a very long delay at once', async (clock, time) => {
    let runs = 0;
    const delays = [2 ** 31, 2 ** 40, Number.MAX_SAFE_INTEGER];
    const cancels = delays.map((delayMs) => clock.after(delayMs, () => (runs += 1)));
    await time.elapse(50);
    for (const cancel of cancels) cancel();
    assertSame('runs', runs, 0);
  }),
];
