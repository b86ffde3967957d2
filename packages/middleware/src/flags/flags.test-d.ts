import { createTool } from '@toolwright/core';
import type { Call, ToolOutput } from '@toolwright/core';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { enrich } from '../transform/enrich.ts';
import { createTenantResources } from '../tenant/tenant-resources.ts';
import { tenant } from '../tenant/tenant.ts';
import { byVariant, flags } from './flags.ts';
import { memoryFlagProvider } from './memory-flag-provider.ts';

const metadata = { name: 'subject', version: '1.0.0', description: 'Types', kind: 'query' } as const;

describe('the context of a tool', () => {
  it('has flags, enrichments and the resource by type', () => {
    const decided = flags({
      provider: memoryFlagProvider(),
      flags: { colour: 'blue', limit: 3, fresh: false },
    });
    const enriched = enrich({ account: async () => ({ id: 1 }), region: () => 'eu' });
    const scored = enrich({ score: () => 1 }, { onFailure: 'skip' });
    const served = tenant({ resources: createTenantResources({ open: (id) => ({ database: id }) }) });
    createTool({
      metadata,
      use: [decided, enriched, scored, served],
      execute: ({ call }) => {
        expectTypeOf(call.context.flags.colour).toEqualTypeOf<string>();
        expectTypeOf(call.context.flags.limit).toEqualTypeOf<number>();
        expectTypeOf(call.context.flags.fresh).toEqualTypeOf<boolean>();
        expectTypeOf(call.context.account).toEqualTypeOf<{ id: number }>();
        expectTypeOf(call.context.region).toEqualTypeOf<string>();
        expectTypeOf(call.context.score).toEqualTypeOf<number | undefined>();
        expectTypeOf(call.context.tenantResource).toEqualTypeOf<{ database: string } | undefined>();
      },
    });
  });
});

describe('byVariant', () => {
  it('answers with what its implementations return', () => {
    const tool = createTool({
      metadata,
      schema: { input: z.object({ query: z.string() }), output: z.object({ hits: z.number() }) },
      execute: ({ input, call }) =>
        byVariant(call, {
          flag: 'engine',
          control: 'old',
          variants: {
            old: () => ({ hits: input.query.length }),
            new: async () => ({ hits: input.query.length }),
          },
        }),
    });
    expectTypeOf<ToolOutput<typeof tool>>().toEqualTypeOf<{ hits: number }>();
  });

  it('has a control among its variants', () => {
    // @ts-expect-error -- there is no such variant
    void (() => byVariant({} as Call, { flag: 'x', control: 'none', variants: { a: () => 1 } }));
  });
});
