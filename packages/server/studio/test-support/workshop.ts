import { createTool, rail } from '@toolwright/core';
import type { AnyTool, Middleware } from '@toolwright/core';
import { z } from 'zod';

const order = z.object({
  customer: z.string().min(3).max(40).describe('Who orders'),
  size: z.enum(['small', 'large']).describe('How big it should be'),
  count: z.number().int().min(1).max(10),
  delivery: z.enum(['pickup', 'courier']).default('pickup'),
  address: z.string().max(200).optional().describe('Where the courier goes'),
  gift: z.boolean().optional(),
  due: z.iso.date().optional(),
  toppings: z.array(z.string().max(20)).max(3).optional(),
  contact: z.object({ email: z.email(), apiKey: z.string().max(50) }).optional(),
});

/** As a conditional field of a schema library writes itself: an address is for couriers only. */
const conditions = [
  {
    if: { properties: { delivery: { const: 'courier' } }, required: ['delivery'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the keyword of JSON Schema
    then: { required: ['address'] },
    else: { not: { required: ['address'] } },
  },
];

const orderPizza = createTool({
  metadata: {
    name: 'pizza.order',
    title: 'Order a pizza',
    version: '2.1.0',
    description: 'Orders a pizza and says what was ordered. A courier needs an address.',
    kind: 'command',
    idempotent: true,
    tags: ['food'],
    examples: [
      { customer: 'Ada', size: 'large', count: 2, delivery: 'courier', address: '12 Analytical Row' },
    ],
  },
  schema: { input: order.meta({ allOf: conditions }) },
  execute: ({ input }) => ({ ordered: input, eta: '20 minutes', hot: true, price: 12.5 }),
});

const countUp = createTool({
  metadata: {
    name: 'numbers.count',
    version: '1.0.0',
    description: 'Counts up to a number, one at a time.',
    kind: 'query',
    openWorld: false,
  },
  schema: {
    input: z.object({ to: z.number().int().min(1).max(1_000_000) }),
    chunk: z.object({ at: z.number() }),
  },
  async *execute({ input, call }) {
    for (let at = 1; at <= input.to; at += 1) {
      call.progress({ completed: at, total: input.to });
      yield { at };
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { counted: input.to };
  },
});

const erase = createTool({
  metadata: {
    name: 'files.erase',
    version: '1.0.0',
    description: 'Erases a file, once somebody has said that it may.',
    kind: 'command',
  },
  schema: { input: z.object({ path: z.string().max(100) }) },
  async execute({ input, call }) {
    const { sure } = await call.ask(z.object({ sure: z.boolean() }), 'Are you sure?');
    const { reason } = await call.ask(z.object({ reason: z.string().max(100) }), 'Why?');
    return { erased: sure ? input.path : null, reason };
  },
});

/** Tools of every kind that the page knows. */
export const workshop: readonly AnyTool[] = [orderPizza, countUp, erase];

/** Rails that leave the notes which the page puts into words. */
export const notingRails: readonly Middleware[] = [
  rail({ name: 'rate-limit', describe: () => ({ limit: 10, windowMs: 60_000 }) }, (call, next) => {
    call.annotate('rateLimit', { limit: 10, remaining: 9, retryAfterMs: 0, resetAfterMs: 60_000 });
    return next();
  }),
  rail({ name: 'circuit-breaker', describe: () => ({ circuit: 'kitchen' }) }, (call, next) => {
    call.annotate('circuitBreaker', { circuit: 'kitchen', state: 'closed' });
    return next();
  }),
  rail({ name: 'cache', describe: () => ({ ttlMs: 5_000 }) }, (call, next) => {
    call.annotate('cache', { hit: true, key: 'k', ageMs: 1_500, level: 'memory' });
    return next();
  }),
];
