import { describe, expect, it } from 'vitest';
import { createStream } from './create-stream.ts';
import type { StreamOptions, ToolStream } from './create-stream.ts';
import { isStreamEvent, streamEvent } from './stream-event.ts';

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const chunks: T[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending;
}

function streamOf(options: StreamOptions, ...data: readonly number[]): ToolStream<number> {
  const stream = createStream<number>(options);
  for (const one of data) void stream.send({ data: one });
  return stream;
}

describe('a stream', () => {
  it('hands what is sent to its reader in order, then ends', async () => {
    const stream = createStream<number>();
    const chunks = collect(stream);
    for (const data of [1, 2, 3]) expect(await stream.send({ data })).toBe(true);
    stream.close();
    expect(await chunks).toEqual([1, 2, 3]);
  });

  it('keeps what was sent before anybody read', async () => {
    const stream = streamOf({}, 1, 2);
    stream.close();
    expect(await collect(stream)).toEqual([1, 2]);
  });

  it('carries data that is undefined, null or false', async () => {
    const stream = createStream<unknown>();
    for (const data of [undefined, null, false]) void stream.send({ data });
    stream.close();
    expect(await collect(stream)).toEqual([undefined, null, false]);
  });

  it('keeps event names on the chunk', async () => {
    const stream = createStream<number>();
    void stream.send({ event: 'row', data: 1 });
    void stream.send({ data: 2 });
    stream.close();
    const [first, second] = await collect(stream);
    expect(isStreamEvent(first) && [first.event, first.data]).toEqual(['row', 1]);
    expect(second).toBe(2);
  });

  it('lets the sender wait for room', async () => {
    const stream = createStream<number>({ bufferSize: 2 });
    expect(await stream.send({ data: 1 })).toBe(true);
    expect(await stream.send({ data: 2 })).toBe(true);
    const third = stream.send({ data: 3 });
    const fourth = stream.send({ data: 4 });
    expect(await isPending(third)).toBe(true);
    const reader = stream[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    expect(await third).toBe(true);
    expect(await isPending(fourth)).toBe(true);
    stream.close();
    const rest = [await reader.next(), await reader.next(), await reader.next(), await reader.next()];
    expect(rest.map(({ value }) => value)).toEqual([2, 3, 4, undefined]);
    expect(await fourth).toBe(true);
  });

  it('answers several reads that wait, in their order', async () => {
    const stream = createStream<number>();
    const reader = stream[Symbol.asyncIterator]();
    const reads = [reader.next(), reader.next(), reader.next()];
    void stream.send({ data: 1 });
    void stream.send({ data: 2 });
    stream.close();
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2, undefined]);
  });

  it('gives the reader the error after what was sent, once', async () => {
    const stream = streamOf({}, 1);
    const error = new Error('the disk is gone');
    stream.fail(error);
    stream.close();
    const reader = stream[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    await expect(reader.next()).rejects.toBe(error);
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('gives a waiting reader the error at once, an error of `undefined` too', async () => {
    const stream = createStream<number>();
    const reader = stream[Symbol.asyncIterator]();
    const read = reader.next();
    const after = reader.next();
    stream.fail(undefined);
    await expect(read).rejects.toBeUndefined();
    expect((await after).done).toBe(true);
  });

  it('takes nothing more once it has ended', async () => {
    const stream = createStream<number>();
    stream.close();
    stream.fail(new Error('too late'));
    expect(await stream.send({ data: 1 })).toBe(false);
    expect(await collect(stream)).toEqual([]);
  });

  it('that failed and is never read leaves no rejection behind', async () => {
    createStream<number>().fail(new Error('nobody hears'));
    // An unhandled rejection would fail the run.
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('tells its producer that the reader left: those who wait, and those who come', async () => {
    const stream = streamOf({ bufferSize: 1 }, 1);
    const waiting = stream.send({ data: 2 });
    for await (const chunk of stream) {
      expect(chunk).toBe(1);
      expect(await waiting).toBe(true);
      break;
    }
    expect(await stream.send({ data: 3 })).toBe(false);
    const full = streamOf({ bufferSize: 1 }, 1);
    const blocked = full.send({ data: 2 });
    await full[Symbol.asyncIterator]().return?.();
    expect(await blocked).toBe(false);
  });

  it('ends reads that wait when the reader leaves, and drops what was sent', async () => {
    const stream = createStream<number>();
    const reader = stream[Symbol.asyncIterator]();
    const read = reader.next();
    expect(await reader.return?.()).toEqual({ done: true, value: undefined });
    expect((await read).done).toBe(true);
    stream.fail(new Error('nobody hears'));
    expect((await reader.next()).done).toBe(true);
  });

  it('has one reader', () => {
    const stream = createStream<number>();
    stream[Symbol.asyncIterator]();
    expect(() => stream[Symbol.asyncIterator]()).toThrow('one reader');
  });

  it.each([0, 1.5, Number.NaN])('refuses a buffer of %d', (bufferSize) => {
    expect(() => createStream({ bufferSize })).toThrow('"bufferSize"');
  });
});

describe('a stream event', () => {
  it('is told apart from data that looks like it, and is plain JSON', () => {
    const event = streamEvent('row', { id: 1 });
    expect(isStreamEvent(event)).toBe(true);
    expect(isStreamEvent({ event: 'row', data: 1 })).toBe(false);
    expect([null, undefined, 'row'].some(isStreamEvent)).toBe(false);
    expect(JSON.stringify(event)).toBe('{"event":"row","data":{"id":1}}');
  });
});
