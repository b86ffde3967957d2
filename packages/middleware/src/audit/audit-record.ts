import type { JsonObject } from '@toolwright/core';

/** What an audit record tells, before it has its place in a chain. */
export interface AuditEntry {
  readonly event: 'call-started' | 'call-completed' | 'refused' | (string & {});
  readonly callId?: string;
  readonly tool?: string;
  readonly version?: string;
  readonly subject?: string;
  readonly tenant?: string;
  /** The caller's address. */
  readonly address?: string;
  /** What was done, in the application's words. */
  readonly action?: string;
  /** What it was done to. */
  readonly resource?: string;
  /** A keyed hash: equal inputs are seen to be equal, and nobody without the key can guess one. */
  readonly inputHash?: string;
  readonly outcome?: 'success' | 'error' | 'input-required';
  /** The failure's code. */
  readonly code?: string;
  readonly durationMs?: number;
  readonly metadata?: JsonObject;
}

/** Where a writer's chain stands after a record: keep it elsewhere, and nobody can cut records off unnoticed. */
export interface AuditHead {
  readonly writer: string;
  readonly sequence: number;
  readonly hash: string;
}

/** An entry in its writer's chain, as a sink is given it. */
export interface AuditRecord extends AuditEntry, AuditHead {
  /** `writer:sequence` */
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly time: string;
  /** The hash of the record before; empty in the first. */
  readonly previousHash: string;
  /** From-to pairs of sequences that the sink has not said it kept: missing ones among them are lost, not removed. */
  readonly unconfirmed?: readonly (readonly [number, number])[];
}
