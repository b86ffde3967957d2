import type { Call, FlagProvider, Logger, Middleware, SchemaOutput } from '@toolwright/core';
import { flags, memoryFlagProvider } from '@toolwright/middleware';
import type { MemoryFlagProvider } from '@toolwright/middleware';
import { booleanField, integerField, objectField } from '@toolwright/schema';

const weight = integerField({ min: 0, max: 1_000, required: false });

/** What the tenants file may say of a tenant's flags. */
export const tenantFlagFields = objectField(
  {
    estimates: booleanField({ required: false }),
    excursions: objectField({ towns: weight, cities: weight }, { unknownKeys: 'refuse', required: false }),
  },
  { unknownKeys: 'refuse', required: false },
);

/** A tenant's flags as the file has them. */
export type TenantFlags = NonNullable<SchemaOutput<typeof tenantFlagFields>>;

/** The flags of tenants, as a provider that a flag service could stand in for. What a tenant leaves out is the default. */
export function tenantFlagProvider(tenants: ReadonlyMap<string, TenantFlags>): FlagProvider {
  const providers = new Map([...tenants].map(([tenant, given]) => [tenant, providerOf(given)]));
  return {
    async evaluate(flag, fallback, context) {
      const { tenant } = context;
      const provider = typeof tenant === 'string' ? providers.get(tenant) : undefined;
      const found = await provider?.evaluate(flag, fallback, context);
      // What is not in the file is no mistake.
      return found === undefined || found.errorCode === 'FLAG_NOT_FOUND'
        ? { value: fallback, reason: 'DEFAULT' }
        : found;
    },
  };
}

/** The rail that decides the flags of a call's tenant. */
export function tenantFlags(provider: FlagProvider, logger: Logger): Middleware {
  return flags({
    provider,
    flags: { estimates: true, excursions: 'towns' },
    onExposure: (exposure) => logger.info('A caller has met a variant', { ...exposure }),
  });
}

/** Whether the caller's tenant takes a guess for weather that cannot be had. */
export function wantsEstimates({ context }: Call): boolean {
  return (context as { readonly flags?: { readonly estimates: boolean } }).flags?.estimates ?? true;
}

function providerOf({ estimates, excursions }: TenantFlags): MemoryFlagProvider {
  return memoryFlagProvider({
    ...(estimates !== undefined && { estimates: { value: estimates } }),
    ...(excursions !== undefined && {
      excursions: {
        variants: { towns: 'towns', cities: 'cities' },
        weights: { towns: excursions.towns ?? 0, cities: excursions.cities ?? 0 },
        defaultVariant: 'towns',
      },
    }),
  });
}
