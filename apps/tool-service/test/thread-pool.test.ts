import { createFakeClock } from '@toolwright/testing';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createThreadPool } from '../src/threads/thread-pool.ts';
import type { ThreadPool, ThreadPoolOptions } from '../src/threads/thread-pool.ts';

// Answers once `go` says so (a shared counter), fails or dies when told to.
const script = `
  import { parentPort, threadId, workerData } from 'node:worker_threads';
  const gate = new Int32Array(workerData);
  parentPort.on('message', (job) => {
    if (job === 'die') process.exit(1);
    if (job === 'throw') throw new Error('out of order');
    if (job === 'fail') return parentPort.postMessage({ error: 'no such thing' });
    Atomics.add(gate, 1, 1);
    Atomics.wait(gate, 0, 0);
    parentPort.postMessage({ value: { job, threadId } });
  });`;

interface Done {
  readonly job: string;
  readonly threadId: number;
}

function setUp(options: Partial<ThreadPoolOptions> = {}) {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const clock = createFakeClock();
  const pool: ThreadPool<string, Done> = createThreadPool({
    script: new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    data: gate.buffer,
    min: 1,
    max: 2,
    idleMs: 1_000,
    maxQueue: 2,
    clock,
    ...options,
  });
  const go = (): void => {
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
  };
  onTestFinished(() => {
    go();
    return pool.close();
  });
  const run = (job: string, signal = new AbortController().signal): Promise<Done> => pool.run(job, signal);
  const begun = (count: number): Promise<void> =>
    vi.waitFor(() => expect(Atomics.load(gate, 1)).toBeGreaterThanOrEqual(count), { timeout: 10_000 });
  return { pool, clock, run, go, begun };
}

describe('a pool of threads', () => {
  it('has none before there is work, and no more than it may', async () => {
    const { pool, run, go, begun } = setUp();
    expect(pool.threads).toEqual({ busy: 0, idle: 0 });
    const jobs = ['a', 'b', 'c', 'd'].map((job) => run(job));
    await begun(2);
    expect(pool.threads).toEqual({ busy: 2, idle: 0 });
    go();
    const done = await Promise.all(jobs);
    expect(done.map(({ job }) => job)).toEqual(['a', 'b', 'c', 'd']);
    expect(new Set(done.map(({ threadId }) => threadId)).size).toBe(2);
    expect(pool.threads).toEqual({ busy: 0, idle: 2 });
  });

  it('uses a thread again rather than start another', async () => {
    const { run, go } = setUp();
    go();
    const [first, second] = [await run('a'), await run('b')];
    expect(second.threadId).toBe(first.threadId);
  });

  it('refuses work beyond what may wait, and forgets who has left', async () => {
    const { run, go, begun } = setUp();
    const leaving = new AbortController();
    const working = [run('a'), run('b')];
    await begun(2);
    const [left, waiting] = [run('c', leaving.signal), run('d')];
    await expect(run('e')).rejects.toMatchObject({ code: 'QUEUE_FULL', retryable: true });
    leaving.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const late = run('f');
    go();
    expect((await Promise.all([...working, waiting, late])).map(({ job }) => job)).toEqual([
      'a',
      'b',
      'd',
      'f',
    ]);
    await expect(run('g', leaving.signal)).rejects.toThrow('left');
  });

  it.each(['die', 'throw'])(
    'replaces a thread that does not survive its job (%s), and fails that job alone',
    async (how) => {
      const { pool, run, go } = setUp({ max: 1 });
      go();
      const ending = run(how);
      const next = run('a');
      await expect(ending).rejects.toMatchObject({ code: 'EXECUTION_FAILED' });
      expect((await next).job).toBe('a');
      await vi.waitFor(() => expect(pool.threads).toEqual({ busy: 0, idle: 1 }));
    },
  );

  it('passes on that a job failed, and keeps its thread', async () => {
    const { pool, run } = setUp();
    await expect(run('fail')).rejects.toMatchObject({ code: 'EXECUTION_FAILED', cause: 'no such thing' });
    expect(pool.threads).toEqual({ busy: 0, idle: 1 });
  });

  it('ends threads that have had nothing to do for long, but keeps the fewest', async () => {
    const { pool, run, go, clock, begun } = setUp();
    const jobs = [run('a'), run('b')];
    await begun(2);
    go();
    await Promise.all(jobs);
    await clock.advance(999);
    expect(pool.threads.idle).toBe(2);
    await clock.advance(1);
    expect(pool.threads.idle).toBe(1);
    await clock.advance(10_000);
    expect(pool.threads.idle).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('refuses what waits, fails what runs, and leaves nothing behind when it is closed', async () => {
    const { pool, run, begun, clock } = setUp({ max: 1 });
    const running = run('a');
    await begun(1);
    const waiting = run('b');
    const ends = Promise.allSettled([running, waiting]);
    await pool.close();
    for (const end of await ends) expect(end).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE' } });
    await expect(run('c')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect([pool.threads, clock.pendingTimers]).toEqual([{ busy: 0, idle: 0 }, 0]);
  });
});
