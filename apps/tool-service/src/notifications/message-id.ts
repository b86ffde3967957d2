import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '@toolwright/core';
import type { Call } from '@toolwright/core';

/**
 * Names the message of a call. With an idempotency key the name follows from it, so that a call which is repeated because
 * its process was killed does not make a second message: the outbox knows it, and so does a receiver that looks at ids.
 */
export function messageId(call: Call): string {
  const { idempotencyKey, tenant, principal, input } = call;
  if (idempotencyKey === undefined) return randomUUID();
  const named = canonicalJson([idempotencyKey, tenant ?? null, principal?.subject ?? null, input]);
  const hex = createHash('sha256').update(named).digest('hex');
  // A UUID of version 8 (RFC 9562): made as the application likes.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
