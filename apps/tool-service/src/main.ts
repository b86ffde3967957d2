import { compose } from './compose.ts';
import type { Service } from './compose.ts';
import { readConfig } from './config.ts';

const drainMs = 10_000;

try {
  const service = await compose(readConfig(process.env));
  await start(service);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(service, signal));
} catch (error) {
  console.error(`The service cannot start: ${reasonOf(error)}`);
  process.exitCode = 1;
}

async function start({ toolbox, http, upstream }: Service): Promise<void> {
  console.log('Opening the tools (the first start builds the places database, which takes a few seconds)…');
  await toolbox.start();
  const url = await http.listen().catch(async (error: unknown) => {
    await toolbox.stop({ drainMs: 0 });
    throw error;
  });
  console.log(`
The tool service is at ${url}

  Tools    ${url}/tools
  Health   ${url}/health
  Weather  ${upstream === undefined ? 'the service at WEATHER_API_URL' : `simulated; ${upstream.url()}/control makes it fail`}

Call a tool:

  curl -s ${url}/tools/places.search -H 'content-type: application/json' -d '{"name":"san fra","limit":3}'
  curl -s ${url}/tools/weather.forecast -H 'content-type: application/json' -d '{"latitude":40.42,"longitude":-3.7,"days":3}'

Stop with Ctrl-C.`);
}

async function stop({ toolbox, http }: Service, signal: string): Promise<void> {
  console.log(`${signal}: finishing what is under way…`);
  await Promise.all([http.close(), toolbox.stop({ drainMs })]);
  console.log('Stopped.');
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${process.env['PORT'] ?? '3000'} is in use; choose another with PORT=…`;
  return error instanceof Error ? error.message : String(error);
}
