import { readFile } from 'node:fs/promises';
import type { FlagProvider, Principal, SchemaOutput } from '@toolwright/core';
import {
  arrayField,
  describeIssues,
  integerField,
  objectField,
  recordField,
  stringField,
} from '@toolwright/schema';
import { tenantFlagFields, tenantFlagProvider } from './tenant-flags.ts';
import type { TenantFlags } from './tenant-flags.ts';

const name = { minLength: 1, maxLength: 64, pattern: '^[a-z0-9][a-z0-9-]*$' } as const;

const schema = recordField(
  objectField(
    {
      ratePerMinute: integerField({ min: 1, max: 1_000_000, required: false }),
      flags: tenantFlagFields,
      callers: arrayField(
        objectField(
          {
            name: stringField(name),
            sha256: stringField({ maxLength: 64, pattern: '^[0-9a-f]{64}$', sensitive: true }),
          },
          { unknownKeys: 'refuse' },
        ),
        { minItems: 1, maxItems: 1_000 },
      ),
    },
    { unknownKeys: 'refuse' },
  ),
  { maxKeys: 1_000 },
);

/** Who may call, how much, and what is different for whom. */
export interface Tenants {
  /** Each caller and the SHA-256 of its key. */
  readonly credentials: readonly { readonly sha256: string; readonly principal: Principal }[];
  /** Calls a minute that all callers of a tenant may make together, by tenant; absent: as many as they like. */
  readonly ratePerMinute: ReadonlyMap<string, number>;
  /** Absent: no tenant has flags of its own. */
  readonly flags?: FlagProvider;
}

/** Without a file nobody is known, and everybody may call. */
export const noTenants: Tenants = { credentials: [], ratePerMinute: new Map() };

/** Reads the file that `tenants.example.yaml` explains. Rejects with one error that says what is wrong with it. */
export async function readTenants(path: string): Promise<Tenants> {
  // Only now: who has no such file does without the parser.
  const { parse } = await import('yaml');
  try {
    const result = await schema['~standard'].validate(parse(await readFile(path, 'utf8')));
    if (result.issues !== undefined) throw new Error(describeIssues(result.issues));
    return tenantsOf(result.value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`TENANTS_FILE ${path} cannot be used: ${reason}`, { cause: error });
  }
}

function tenantsOf(file: SchemaOutput<typeof schema>): Tenants {
  const credentials: Tenants['credentials'][number][] = [];
  const ratePerMinute = new Map<string, number>();
  const flags = new Map<string, TenantFlags>();
  const names = new Set<string>();
  for (const [tenant, { callers, ratePerMinute: rate, flags: given }] of Object.entries(file)) {
    if (rate !== undefined) ratePerMinute.set(tenant, rate);
    if (given !== undefined) flags.set(tenant, given);
    for (const { name: subject, sha256 } of callers) {
      if (names.has(subject)) throw new Error(`two callers are called "${subject}"`);
      names.add(subject);
      credentials.push({ sha256, principal: { subject, tenant, permissions: [] } });
    }
  }
  return { credentials, ratePerMinute, ...(flags.size > 0 && { flags: tenantFlagProvider(flags) }) };
}
