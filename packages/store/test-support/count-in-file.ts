// Run as a process of its own: counts in a file that other processes count in too.
import { withLock } from '../src/lock/with-lock.ts';
import { createSqliteStore } from '../src/sqlite/sqlite-store.ts';

// The timers of core's clock do not keep a process alive, and here is no server that would.
const alive = setInterval(() => {}, 1_000);
const [path = '', times = '0'] = process.argv.slice(2);
const store = createSqliteStore({ path, timeoutMs: 10_000 });
for (let count = 0; count < Number(times); count += 1) {
  await store.increment('incremented', 1, 'forever');
  await withLock(store, 'lock', { waitMs: 30_000 }, async () => {
    const text = await store.get('locked');
    await store.set('locked', String(Number(text ?? 0) + 1), 'forever');
  });
}
await store.close();
clearInterval(alive);
