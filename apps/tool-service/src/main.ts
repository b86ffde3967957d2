#!/usr/bin/env -S node --conditions=@toolwright/source
import { compose } from './compose.ts';
import type { Service } from './compose.ts';
import { readConfig } from './config.ts';
import type { ServiceConfig } from './config.ts';
import { greeting } from './greeting.ts';
import { releaseStartMemory } from './release-start-memory.ts';
import { serveClient } from './stdio.ts';

const drainMs = 10_000;
// How long a load balancer may take to notice that the service is not ready any more.
const unreadyMs = 5_000;

try {
  const config = readConfig(process.env);
  const service = await compose(config);
  await (process.argv.includes('--stdio') ? serveClient(service) : start(service, config));
} catch (error) {
  console.error(`The service cannot start: ${reasonOf(error)}`);
  process.exitCode = 1;
}

async function start(
  { toolbox, server, upstream }: Service,
  { host, port, production, tenantsFile }: ServiceConfig,
): Promise<void> {
  console.log('Opening the tools (the first start builds the places database, which takes a few seconds)…');
  await toolbox.start();
  const { url } = await server.listen({ host, port }).catch(async (error: unknown) => {
    await toolbox.stop({ drainMs: 0 });
    throw error;
  });
  releaseStartMemory();
  server.stopOn(['SIGTERM', 'SIGINT'], {
    drainMs,
    unreadyMs: production ? unreadyMs : 0,
    onStopped: () => console.log('Stopped.'),
  });
  const keyed = tenantsFile !== undefined;
  console.log(greeting({ url, production, upstreamUrl: upstream?.url(), keyed }));
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return `port ${process.env['PORT'] ?? '3000'} is in use; choose another with PORT=…`;
  return error instanceof Error ? error.message : String(error);
}
