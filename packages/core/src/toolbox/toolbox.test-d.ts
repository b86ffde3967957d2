import { describe, expectTypeOf, it } from 'vitest';
import { contextKey, createTool, createToolbox } from '../index.ts';
import type { Middleware, Schema, StreamItem, ToolInput, ToolOutput, ToolResult } from '../index.ts';

declare function schemaOf<Input, Output = Input>(): Schema<Input, Output>;

const add = createTool({
  metadata: { name: 'math.add', version: '1.0.0', description: 'Adds', kind: 'query' },
  schema: {
    input: schemaOf<{ a: number; b?: number }, { a: number; b: number }>(),
    output: schemaOf<{ sum: number }>(),
    config: schemaOf<{ precision?: number }, { precision: number }>(),
  },
  setup: ({ config }) => {
    expectTypeOf(config).toEqualTypeOf<{ precision: number }>();
    return { rounds: config.precision };
  },
  execute: ({ input, config, resources, call }) => {
    expectTypeOf(input).toEqualTypeOf<{ a: number; b: number }>();
    expectTypeOf(config.precision).toBeNumber();
    expectTypeOf(resources).toEqualTypeOf<{ rounds: number }>();
    expectTypeOf(call.input).toEqualTypeOf<{ a: number; b: number }>();
    return { sum: input.a + input.b };
  },
});

const count = createTool({
  metadata: { name: 'count', version: '1.0.0', description: 'Counts', kind: 'query' },
  schema: { input: schemaOf<{ to: number }>(), chunk: schemaOf<number>() },
  async *execute({ input }) {
    yield input.to;
    return 'done';
  },
});

const plain = createTool({
  metadata: { name: 'plain', version: '1.0.0', description: 'Has no schema', kind: 'command' },
  execute: async () => ({ ok: true }),
});

describe('a toolbox', () => {
  const toolbox = createToolbox({ tools: [add, count, plain] });

  it("knows each tool's input and output by its name", () => {
    expectTypeOf(toolbox.call('math.add', { a: 1 })).resolves.toEqualTypeOf<ToolResult<{ sum: number }>>();
    expectTypeOf(toolbox.call('count', { to: 1 })).resolves.toEqualTypeOf<ToolResult<string>>();
    expectTypeOf(toolbox.call('plain', {})).resolves.toEqualTypeOf<ToolResult<{ ok: boolean }>>();
    expectTypeOf(toolbox.stream('count', { to: 1 })).toEqualTypeOf<
      AsyncGenerator<StreamItem<number, string>, void, void>
    >();
  });

  it('refuses unknown names and wrong inputs', () => {
    expectTypeOf(toolbox.call<'math.add'>)
      .parameter(0)
      .toEqualTypeOf<'math.add'>();
    expectTypeOf(toolbox.call<'math.add'>)
      .parameter(1)
      .toEqualTypeOf<{ a: number; b?: number }>();
    expectTypeOf<Parameters<typeof toolbox.call>[0]>().toEqualTypeOf<'math.add' | 'count' | 'plain'>();
  });

  it("takes configuration by the tools' names", () => {
    createToolbox({ tools: [add], config: { 'math.add': { precision: 2 } } });
  });
});

describe('a tool', () => {
  it('shows its types', () => {
    expectTypeOf<ToolInput<typeof add>>().toEqualTypeOf<{ a: number; b?: number }>();
    expectTypeOf<ToolOutput<typeof add>>().toEqualTypeOf<{ sum: number }>();
    expectTypeOf<ToolOutput<typeof plain>>().toEqualTypeOf<{ ok: boolean }>();
  });

  it('takes a record of fields and literals', () => {
    const search = createTool({
      metadata: { name: 'search', version: '1.0.0', description: 'x', kind: 'query' },
      schema: {
        input: {
          query: schemaOf<string>(),
          limit: schemaOf<number | undefined, number>(),
          tags: { type: 'array', maxItems: 3, items: schemaOf<string>() },
          exact: { type: 'boolean' },
          note: { type: 'string', required: false },
          page: { type: 'integer', default: 1 },
        },
      },
      execute: ({ input }) => {
        expectTypeOf(input.query).toBeString();
        expectTypeOf(input.limit).toBeNumber();
        expectTypeOf(input.tags).toEqualTypeOf<string[]>();
        expectTypeOf(input.exact).toBeBoolean();
        expectTypeOf(input.note).toEqualTypeOf<string | undefined>();
        expectTypeOf(input.page).toBeNumber();
      },
    });
    expectTypeOf<ToolInput<typeof search>['page']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<ToolInput<typeof search>['limit']>().toEqualTypeOf<number | undefined>();
  });

  it('sees what its rails add to the context, all of it', () => {
    const user: Middleware<{ user: string }> = (_call, next) => next();
    const locale: Middleware<{ locale: 'en' | 'es' }> = (_call, next) => next();
    createTool({
      metadata: { name: 'aware', version: '1.0.0', description: 'x', kind: 'query' },
      use: [user, locale],
      execute: ({ call }) => {
        expectTypeOf(call.context.user).toBeString();
        expectTypeOf(call.context.locale).toEqualTypeOf<'en' | 'es'>();
      },
    });
  });

  it('reads a key as what it was made for', () => {
    const key = contextKey<Date>('since');
    createTool({
      metadata: { name: 'keyed', version: '1.0.0', description: 'x', kind: 'query' },
      execute: ({ call }) => {
        expectTypeOf(call.get(key)).toEqualTypeOf<Date | undefined>();
      },
    });
  });

  it('calls another tool with its types', () => {
    createTool({
      metadata: { name: 'outer', version: '1.0.0', description: 'x', kind: 'query' },
      execute: async ({ call }) => {
        expectTypeOf(call.invoke(add, { a: 1 })).resolves.toEqualTypeOf<{ sum: number }>();
        expectTypeOf(call.ask(schemaOf<string, number>(), '?')).resolves.toBeNumber();
      },
    });
  });
});
