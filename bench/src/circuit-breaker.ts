import { createCircuitBreaker } from '@toolwright/circuit-breaker';
import type { CircuitBreakerOptions } from '@toolwright/circuit-breaker';
import { failed, failure, succeeded } from '@toolwright/core';
import type { CircuitBreaker, Outcome } from '@toolwright/core';
import { ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import Opossum from 'opossum';
import { machine, measure, median, printTable, repeat } from './harness.ts';

// What a circuit breaker adds to a call, beside a bare awaited call of an empty async function and beside its peers.

const bare = async (): Promise<Outcome<number>> => succeeded(1);
const down = failure('NETWORK_ERROR', 'down');
const ill = async (): Promise<Outcome<number>> => failed(down);
const throwing = (): Promise<number> => Promise.reject(new Error('down'));
const lean = { timeout: false, rollingPercentilesEnabled: false, enableSnapshots: false } as const;
const neverOpens = { failureThreshold: 'off', failureRate: 'off' } as const;

function ours(options: Partial<CircuitBreakerOptions> = {}): CircuitBreaker {
  return createCircuitBreaker({ name: 'bench', ...options });
}

async function swallow(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch {
    // A refusal or a failure: what is measured.
  }
}

async function openOurs(): Promise<CircuitBreaker> {
  const breaker = ours({ failureThreshold: 1 });
  await breaker.executeOutcome(ill);
  return breaker;
}

async function openOpossum(): Promise<Opossum<[], number>> {
  const circuit = new Opossum(throwing, lean);
  await swallow(() => circuit.fire());
  return circuit;
}

async function openCockatiel(): Promise<() => Promise<number>> {
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 1e9, breaker: new ConsecutiveBreaker(1) });
  await swallow(() => policy.execute(throwing));
  return () => policy.execute(throwing);
}

async function success(): Promise<void> {
  const breaker = ours();
  const leanCircuit = new Opossum(bare, lean);
  const shippedCircuit = new Opossum(bare, { timeout: 10_000 });
  const policy = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
  const rows = await measure([
    { name: 'bare awaited call', run: repeat(bare) },
    { name: 'executeOutcome', goal: '≤ 10', run: repeat(() => breaker.executeOutcome(bare)) },
    { name: 'execute', run: repeat(() => breaker.execute(bare)) },
    { name: 'opossum, lean', run: repeat(() => leanCircuit.fire()) },
    { name: 'opossum as shipped', run: repeat(() => shippedCircuit.fire()) },
    { name: 'cockatiel', run: repeat(() => policy.execute(bare)) },
  ]);
  leanCircuit.shutdown();
  shippedCircuit.shutdown();
  printTable('a success', rows);
}

async function refusal(): Promise<void> {
  const breaker = await openOurs();
  const circuit = await openOpossum();
  const cockatiel = await openCockatiel();
  const rows = await measure([
    { name: 'bare awaited call', run: repeat(bare) },
    { name: 'executeOutcome', goal: '≤ 10', run: repeat(() => breaker.executeOutcome(bare)) },
    { name: 'execute', run: repeat(() => swallow(() => breaker.execute(bare))) },
    { name: 'opossum', run: repeat(() => swallow(() => circuit.fire())) },
    { name: 'cockatiel', run: repeat(() => swallow(cockatiel)) },
  ]);
  circuit.shutdown();
  printTable('a refusal', rows);
}

async function failingCall(callsInWindow: number): Promise<void> {
  const breaker = ours(neverOpens);
  const shipped = new Opossum((fails: boolean): Promise<unknown> => (fails ? throwing() : bare()), {
    timeout: false,
    errorThresholdPercentage: 101,
  });
  const filled = [() => breaker.executeOutcome(bare), () => shipped.fire(false)];
  const failing = [() => breaker.executeOutcome(ill), () => swallow(() => shipped.fire(true))];
  for (let call = 0; call < callsInWindow; call += 1) for (const fill of filled) await fill();
  const medians: number[] = [];
  for (const fail of failing) {
    const times: number[] = [];
    for (let round = 0; round < 200; round += 1) {
      const start = process.hrtime.bigint();
      await fail();
      times.push(Number(process.hrtime.bigint() - start) / 1_000);
    }
    medians.push(median(times));
  }
  shipped.shutdown();
  console.log(`| ${callsInWindow} | ${medians.map((each) => each.toFixed(1)).join(' | ')} |`);
}

function idle(): void {
  const timersBefore = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  globalThis.gc?.();
  const bytesBefore = process.memoryUsage().heapUsed;
  const breakers = Array.from({ length: 10_000 }, (_, index) => ours({ name: `idle ${index}` }));
  globalThis.gc?.();
  const bytes = (process.memoryUsage().heapUsed - bytesBefore) / breakers.length;
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length - timersBefore;
  console.log(`\n${breakers.length} idle circuits: ${timers} timers, ${bytes.toFixed(0)} bytes each`);
}

await success();
await refusal();
console.log('\n### a failing call, by the calls in the window, in µs\n');
console.log('| calls | executeOutcome | opossum as shipped |\n|---:|---:|---:|');
for (const calls of [100, 10_000, 100_000]) await failingCall(calls);
idle();
console.log(`\n${machine()}`);
