import { Worker } from 'node:worker_threads';
import { systemClock, ToolError } from '@toolwright/core';
import type { Clock } from '@toolwright/core';

/** What a pool of threads is made of. */
export interface ThreadPoolOptions {
  /** What each thread runs. It answers every message with one `{ value }`, or `{ error }`, in order. */
  readonly script: URL;
  /** What each thread is given as `workerData`. */
  readonly data: unknown;
  /** Threads that stay once there was work for them. */
  readonly min: number;
  /** Threads at most; further work waits. */
  readonly max: number;
  /** How long a thread beyond `min` may have nothing to do before it ends. */
  readonly idleMs: number;
  /** Work that may wait; more is refused with `QUEUE_FULL`. */
  readonly maxQueue: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** Threads for work that would keep everybody else waiting. */
export interface ThreadPool<Job, Result> {
  /**
   * Does the job on a thread, as soon as one is free. Rejects with the signal's reason, `QUEUE_FULL`, what the thread
   * says is wrong, or `EXECUTION_FAILED` when the thread ends over it. A job that has begun goes on when its caller leaves.
   */
  run(job: Job, signal: AbortSignal): Promise<Result>;
  readonly threads: { readonly busy: number; readonly idle: number };
  /** Ends every thread; what waits is refused. */
  close(): Promise<void>;
}

/** Makes a pool without any thread: the first comes with the first job. */
export function createThreadPool<Job, Result>(options: ThreadPoolOptions): ThreadPool<Job, Result> {
  return new WorkerPool(options);
}

/** What a thread answers. */
export type ThreadAnswer = { readonly value: unknown } | { readonly error: string };

interface Waiting {
  readonly job: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Removes the listener on the caller's signal. */
  readonly leave: () => void;
}

interface Thread {
  readonly worker: Worker;
  doing: Waiting | undefined;
  idleSinceMs: number;
}

// A thread asks one database: more heap than this would be a mistake in it.
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 };

class WorkerPool<Job, Result> implements ThreadPool<Job, Result> {
  readonly #options: ThreadPoolOptions;
  readonly #clock: Clock;
  readonly #all = new Set<Thread>();
  /** The one that worked last is last, and works next: the others may end. */
  readonly #idle: Thread[] = [];
  readonly #queue = new Set<Waiting>();
  #cancelSweep: (() => void) | undefined;
  #closed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get threads() {
    return { busy: this.#all.size - this.#idle.length, idle: this.#idle.length };
  }

  async run(job: Job, signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (this.#closed) throw closedError();
    const { max, maxQueue } = this.#options;
    const isFree = this.#idle.length > 0 || this.#all.size < max;
    if (!isFree && this.#queue.size >= maxQueue)
      throw new ToolError(
        'QUEUE_FULL',
        `${max} threads work and ${maxQueue} jobs wait already; try again later`,
      );
    return (await this.#enqueue(job, signal)) as Result;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelSweep?.();
    for (const waiting of this.#queue) settle(waiting, () => waiting.reject(closedError()));
    this.#queue.clear();
    await Promise.all([...this.#all].map(({ worker }) => worker.terminate()));
  }

  #enqueue(job: Job, signal: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const left = (): void => {
        this.#queue.delete(waiting);
        reject(signal.reason as Error);
      };
      const leave = (): void => signal.removeEventListener('abort', left);
      const waiting: Waiting = { job, resolve, reject, leave };
      signal.addEventListener('abort', left, { once: true });
      this.#queue.add(waiting);
      this.#next();
    });
  }

  /** Gives what has waited longest to a thread that is free, or to a new one. */
  #next(): void {
    const [waiting] = this.#queue;
    if (waiting === undefined) return;
    const thread = this.#idle.pop() ?? (this.#all.size < this.#options.max ? this.#start() : undefined);
    if (thread === undefined) return;
    this.#queue.delete(waiting);
    thread.doing = waiting;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.worker.postMessage(waiting.job);
  }

  #start(): Thread {
    const { script, data } = this.#options;
    const worker = new Worker(script, { workerData: data, resourceLimits });
    const thread: Thread = { worker, doing: undefined, idleSinceMs: 0 };
    this.#all.add(thread);
    // A call under way keeps the process alive; a thread that rests does not.
    worker.unref();
    worker.on('message', (answer: ThreadAnswer) => this.#answered(thread, answer));
    worker.on('error', (error) => this.#ended(thread, error));
    worker.on('exit', () => this.#ended(thread, undefined));
    return thread;
  }

  #answered(thread: Thread, answer: ThreadAnswer): void {
    const { doing } = thread;
    thread.doing = undefined;
    thread.idleSinceMs = this.#clock.monotonicNow();
    this.#idle.push(thread);
    if (doing !== undefined) {
      settle(doing, () =>
        'value' in answer ? doing.resolve(answer.value) : doing.reject(failedError(answer.error)),
      );
    }
    this.#next();
    this.#sweepLater();
  }

  #ended(thread: Thread, error: unknown): void {
    this.#all.delete(thread);
    const place = this.#idle.indexOf(thread);
    if (place >= 0) this.#idle.splice(place, 1);
    const { doing } = thread;
    thread.doing = undefined;
    if (doing !== undefined)
      settle(doing, () => doing.reject(this.#closed ? closedError() : failedError(error)));
    this.#next();
  }

  /** One timer for all threads: it looks again while there is one that may end. */
  #sweepLater(): void {
    const { min, idleMs } = this.#options;
    if (this.#closed || this.#cancelSweep !== undefined || this.#all.size <= min) return;
    this.#cancelSweep = this.#clock.after(idleMs, () => {
      this.#cancelSweep = undefined;
      const longAgoMs = this.#clock.monotonicNow() - idleMs;
      while (this.#all.size > min && (this.#idle[0]?.idleSinceMs ?? Infinity) <= longAgoMs) {
        const thread = this.#idle.shift()!;
        this.#all.delete(thread);
        void thread.worker.terminate();
      }
      if (this.#idle.length > 0) this.#sweepLater();
    });
  }
}

function settle({ leave }: Waiting, tell: () => void): void {
  leave();
  tell();
}

function closedError(): ToolError {
  return new ToolError('SERVICE_UNAVAILABLE', 'The service is stopping');
}

function failedError(cause: unknown): ToolError {
  return new ToolError('EXECUTION_FAILED', 'The thread that worked on it failed', { cause });
}
