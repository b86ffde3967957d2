// Run as a process of its own: `node cold-callers.ts <redis url> <callers>`. Says when it is ready, waits for a key,
// asks for it as many times at once, and tells what came of it.
import { realTime } from '@toolwright/testing';
import { startProcess } from './redis-processes.ts';

const [url = '', callers = '0'] = process.argv.slice(2);
// However slow the machine is: a level that is skipped would be one load more.
const member = await startProcess(url, {}, { softTimeoutMs: 10_000 });
let loads = 0;
const load = async (): Promise<string> => {
  loads += 1;
  await realTime.elapse(20);
  return `made by ${process.pid}`;
};

process.on('disconnect', () => process.exit());
process.on('message', (key: string) => {
  const calls = Array.from({ length: Number(callers) }, async () => member.cache.getOrSet(key, load));
  void Promise.all(calls).then(async (values) => {
    await member.close();
    process.send?.({ loads, values: [...new Set(values)] }, () => process.disconnect());
  });
});
process.send?.('ready');
