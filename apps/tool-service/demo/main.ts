// `npm run demo`: starts the service on a free port, takes a walk through every tool and rail over REST and MCP, and
// ends with exit code 0 when everything behaved as it should.
import { startDemoDesk } from './demo-desk.ts';
import { header } from './demo-table.ts';
import { runScenes } from './run-scenes.ts';
import { scenes } from './scenes.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const startMs = performance.now();
  print('Starting the service (the first start builds the places database, which takes a few seconds)…');
  const desk = await startDemoDesk();
  print(`The service is at ${desk.url}, with its simulated weather and short windows.\n\n${header()}`);
  const failures = await runScenes(scenes, desk, print);
  await desk.close();
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(1);
  const steps = scenes.flatMap((scene) => scene.steps).length;
  print(`\n${steps - failures.length} of ${steps} steps behaved as they should, in ${seconds} s.`);
  for (const failure of failures) process.stderr.write(`✗ ${failure}\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`The demo cannot run: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
