import { canonicalDigest } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import type { AuditHead, AuditRecord } from './audit-record.ts';
import { WriterChain } from './writer-chain.ts';

/** How a trail is verified. */
export interface VerifyAuditOptions {
  /** The trail's key, when it was written with one. */
  readonly key?: string | Uint8Array;
  /** Heads that were kept elsewhere: a trail that ends before one of them, or has another record there, was cut. */
  readonly heads?: readonly AuditHead[];
  /** How many problems are listed at most, at least 1. @default 1_000 */
  readonly maxProblems?: number;
}

/**
 * What is wrong with a trail. `malformed`: not a record. `tampered`: not what was hashed. `spliced`: does not follow from
 * the record before. `reordered`: stands after a later one. `duplicated`: a second record of one number. `missing`:
 * records that are not there, `truncated-start` and `truncated-end` when it is the first or the last.
 */
export interface AuditProblem {
  readonly kind:
    | 'malformed'
    | 'tampered'
    | 'spliced'
    | 'reordered'
    | 'duplicated'
    | 'missing'
    | 'truncated-start'
    | 'truncated-end';
  readonly message: string;
  /** The place in what was read, from 0. */
  readonly index?: number;
  readonly writer?: string;
  readonly sequences?: readonly [from: number, to: number];
}

/** What a trail's verification came to. */
export interface AuditVerification {
  /** Nothing was changed, removed, added or moved, as far as can be told. */
  readonly intact: boolean;
  readonly records: number;
  readonly problems: readonly AuditProblem[];
  /** Records that the sink did not keep; later records of the chain say so. No sign of tampering. */
  readonly lost: readonly {
    readonly writer: string;
    readonly sequences: readonly [from: number, to: number];
  }[];
  /** Lines of a file that a crash has torn, from 1: what stood there was never confirmed. No sign of tampering. */
  readonly torn: readonly number[];
  /** Where each writer's chain ends: to keep elsewhere, or to resume from. */
  readonly heads: readonly AuditHead[];
}

/**
 * Checks that records are those that were written, all of them, in order; says what is not so. Writers' chains may be
 * mixed. Without a key whoever can write everything anew can also forge everything; without `heads` nobody can tell
 * whether the last records of a writer were cut off.
 */
export async function verifyAuditTrail(
  records: Iterable<JsonObject> | AsyncIterable<JsonObject>,
  options: VerifyAuditOptions = {},
): Promise<AuditVerification> {
  const chains = new Map<string, WriterChain>();
  const found: AuditProblem[] = [];
  const torn: number[] = [];
  for (const head of options.heads ?? []) chainOf(chains, head.writer).expectHead(head);
  let index = -1;
  for await (const record of records) {
    index += 1;
    if (typeof record['unreadableLine'] === 'number') torn.push(record['unreadableLine']);
    else if (!isRecord(record)) {
      found.push({ kind: 'malformed', message: `Record ${index} is no audit record`, index });
    } else {
      const chain = chainOf(chains, record.writer);
      const { hash, ...content } = record;
      chain.take(record, { index, sound: digestOf(content, options.key) === hash });
    }
  }
  const problems = [...found, ...[...chains.values()].flatMap((chain) => chain.problems())];
  return {
    intact: problems.length === 0,
    records: index + 1 - torn.length,
    problems: problems.slice(0, options.maxProblems ?? 1_000),
    lost: [...chains.values()].flatMap((chain) => chain.lost()),
    torn,
    heads: [...chains.values()].flatMap((chain) => chain.head ?? []),
  };
}

function chainOf(chains: Map<string, WriterChain>, writer: string): WriterChain {
  let chain = chains.get(writer);
  if (chain === undefined) chains.set(writer, (chain = new WriterChain(writer)));
  return chain;
}

function digestOf(content: unknown, key: string | Uint8Array | undefined): string | undefined {
  try {
    return canonicalDigest(content, key);
  } catch {
    return undefined;
  }
}

function isRecord(value: JsonObject): value is JsonObject & AuditRecord {
  const { writer, sequence, hash, previousHash } = value;
  return (
    typeof writer === 'string' &&
    typeof hash === 'string' &&
    typeof previousHash === 'string' &&
    Number.isSafeInteger(sequence) &&
    (sequence as number) >= 1
  );
}
