// Run as a process of its own, whose files may not grow beyond a limit: writes until the store refuses, and tells what
// it could still do then.
import { toToolError } from '@toolwright/core';
import { createSqliteStore } from '../src/sqlite/sqlite-store.ts';

const [path = ''] = process.argv.slice(2);
const store = createSqliteStore({ path });
let written = 0;
let refusal: unknown;
while (refusal === undefined) {
  try {
    await store.set(`key-${written}`, 'x'.repeat(2_000), 'forever');
    written += 1;
  } catch (error) {
    const { code, details } = toToolError(error);
    refusal = { code, ...details };
  }
}
const read = (await store.get(`key-${written - 1}`))?.length;
process.stdout.write(JSON.stringify({ written, refusal, read }));
await store.close();
