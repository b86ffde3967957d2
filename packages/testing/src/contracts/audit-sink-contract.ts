import type { AuditSink, Awaitable, JsonObject } from '@toolwright/core';
import { assertRejectsWith, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A sink, and what it keeps. */
export interface ObservedAuditSink {
  readonly sink: AuditSink;
  /** The records kept so far, in order. */
  readonly records: () => Awaitable<readonly JsonObject[]>;
}

/** What every {@link AuditSink} promises. */
export const auditSinkContract: readonly ContractCase<ObservedAuditSink>[] = [
  contractCase('keeps records as they were, in the order written', async ({ sink, records }) => {
    const written: JsonObject[] = [
      { tool: 'weather', nested: { list: [1, null, true, 'ä\n'] } },
      {},
      { tool: 'bank' },
    ];
    for (const record of written) await sink.write(record);
    assertSame('what is kept', await records(), written);
  }),
  contractCase('keeps the order of records written at the same time', async ({ sink, records }) => {
    const written = Array.from({ length: 50 }, (_, number) => ({ number }));
    await Promise.all(written.map((record) => sink.write(record)));
    assertSame('what is kept', await records(), written);
  }),
  contractCase('keeps what was written, not what became of it', async ({ sink, records }) => {
    const record = { state: 'before' };
    await sink.write(record);
    record.state = 'after';
    assertSame('what is kept', await records(), [{ state: 'before' }]);
  }),
  contractCase("rejects with an aborted signal's reason and keeps nothing", async ({ sink, records }) => {
    const reason = new Error('gone');
    const write = () => sink.write({ tool: 'weather' }, { signal: AbortSignal.abort(reason) });
    await assertRejectsWith('write', write, reason);
    assertSame('what is kept', await records(), []);
  }),
];
