import type { Clock, KeyValueStore, Random } from '@toolwright/core';
import type { Made } from '../load/made.ts';
import { tagMarks } from '../scope.ts';
import type { MarkVerdict } from './marks.ts';
import type { RemoteLevel, Seen } from './remote-level.ts';
import { writeLease } from './remote-record.ts';

/** What leases are made with. */
export interface LeaseContext {
  readonly clock: Clock;
  readonly random: Random;
  /** What a holder that crashed costs; a living one renews at a third of it. */
  readonly leaseTtlMs: number;
}

/** How filling a key ended: stored; refused, since the key changed meanwhile; or the level could not be asked. */
export type Filling = 'stored' | 'refused' | 'out';

/** The right to fill one key, as a record under the key itself: whatever changes the key ends it. */
export interface Lease {
  fill(made: Made): Promise<Filling>;
  /** Gives the key back as it was. */
  release(): Promise<void>;
}

/** The lease, or why there is none: another holds it; the key changed since it was looked at; the level is out. */
export type Claim = { readonly lease: Lease } | 'held' | 'changed' | 'out';

/** Asks for the right to fill the key that was looked at. */
export async function claimLease(level: RemoteLevel, seen: Seen, context: LeaseContext): Promise<Claim> {
  if (seen.lease !== undefined) return 'held';
  const previous = seen.made === undefined ? undefined : seen.raw;
  const text = writeLease({
    id: Buffer.from(context.random.bytes(12)).toString('base64url'),
    plantedAtMs: context.clock.now(),
    previous,
  });
  const answer = await level.access.write(async (store) => {
    const epoch = await level.marks.ensure(store, seen.names, seen.marks);
    const planted = await store.compareAndSet(seen.storeKey, seen.raw, text, { ttlMs: context.leaseTtlMs });
    return planted ? epoch : undefined;
  });
  if (!answer.ok) return 'out';
  if (answer.value === undefined) return 'changed';
  return { lease: heldLease(level, seen, { ...context, text, epoch: answer.value }) };
}

interface Held extends LeaseContext {
  readonly text: string;
  readonly epoch: number;
}

function heldLease(level: RemoteLevel, seen: Seen, held: Held): Lease {
  const { clock, leaseTtlMs, text } = held;
  const { storeKey } = seen;
  const renew = async (): Promise<void> => {
    const answer = await level.access.write((store) =>
      store.compareAndSet(storeKey, text, text, { ttlMs: leaseTtlMs }),
    );
    if (!ended && (!answer.ok || answer.value)) cancel = clock.after(leaseTtlMs / 3, () => void renew());
  };
  let ended = false;
  let cancel = clock.after(leaseTtlMs / 3, () => void renew());
  const end = (): void => {
    ended = true;
    cancel();
  };
  return {
    async fill(made) {
      end();
      return fillKey(level, seen, { ...held, made });
    },
    async release() {
      end();
      const previous = seen.made === undefined ? undefined : seen.raw;
      await level.access.write((store) =>
        store.compareAndSet(storeKey, text, previous, restoredTtl(seen, clock)),
      );
    },
  };
}

function restoredTtl({ made }: Seen, clock: Clock): { readonly ttlMs: number } {
  if (made === undefined) return { ttlMs: 1 };
  const keepUntilMs = made.createdAtMs + made.freshForMs + made.staleForMs;
  return { ttlMs: Math.max(1, Math.ceil(keepUntilMs - clock.now())) };
}

async function fillKey(level: RemoteLevel, seen: Seen, fill: Held & { made: Made }): Promise<Filling> {
  const { made, text, epoch } = fill;
  const { place, storeKey } = seen;
  const record = level.record(place, made, epoch);
  if (record === undefined) return 'refused';
  const write = (store: KeyValueStore): Promise<boolean> =>
    store.compareAndSet(storeKey, text, record.text, { ttlMs: record.ttlMs });
  const judge = (): Promise<MarkVerdict | undefined> => level.verdict(place, { tags: made.tags, epoch });
  const added = addedNames(made.tags, seen);
  if (added.length > 0) {
    const answer = await level.access.write(async (store) => {
      const read = await store.getMany([level.marks.epochKey, ...level.marks.keys(added)]);
      await level.marks.ensure(store, added, read);
    });
    if (!answer.ok) return 'out';
  }
  // The write is sent before the marks are read: what is invalidated after that read came after the load.
  const [answer, verdict] = await Promise.all([level.access.write(write), judge()]);
  if (!answer.ok) return 'out';
  return answer.value && (verdict === undefined || verdict === 'valid') ? 'stored' : 'refused';
}

/** The marks of tags that the loader named, beyond those that were read with the key. */
function addedNames(tags: readonly string[], { names, place }: Seen): readonly string[] {
  return tagMarks(place.scope, tags).filter((name) => !names.includes(name));
}
