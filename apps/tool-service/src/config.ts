import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What the service is told from outside. */
export interface ServiceConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Where the service keeps what it builds. */
  readonly dataFolder: string;
}

const environment = z.object({
  HOST: z.string().min(1).default('localhost'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3_000),
  DATA_FOLDER: z
    .string()
    .min(1)
    .default(fileURLToPath(new URL('../data', import.meta.url))),
});

/** Reads the environment; throws one error that names every variable that cannot be used. */
export function readConfig(variables: NodeJS.ProcessEnv): ServiceConfig {
  const read = environment.safeParse(variables);
  if (read.success) {
    const { HOST, PORT, DATA_FOLDER } = read.data;
    return { host: HOST, port: PORT, dataFolder: join(DATA_FOLDER) };
  }
  const problems = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment cannot be used: ${problems.join('; ')}`);
}
