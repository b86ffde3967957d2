import { noopTelemetry } from '@toolwright/core';
import { recordTelemetry } from '@toolwright/testing';
import { describe, expect, it } from 'vitest';
import { traced } from './traced.ts';

class Users {
  readonly #names = ['ada'];

  async find(index: number): Promise<string> {
    const name = this.#names[index];
    if (name === undefined) throw new RangeError('no such user');
    return name;
  }

  first(): string {
    return this.#names[0]!;
  }
}

function decorate(options: Parameters<typeof traced>[0]): Users {
  // As the compiler applies `@traced(options)`.
  const decorator = traced(options as never) as unknown as (work: unknown, context: unknown) => never;
  class Traced extends Users {}
  for (const name of ['find', 'first'] as const) {
    Object.defineProperty(Traced.prototype, name, { value: decorator(Users.prototype[name], { name }) });
  }
  return new Traced();
}

describe('traced', () => {
  it('keeps `this`, arguments, result and name of a method, and calls the span Class.method', async () => {
    const { telemetry, spans } = recordTelemetry();
    const users = decorate({ telemetry });
    expect(await users.find(0)).toBe('ada');
    expect(users.first()).toBe('ada');
    expect(users.find.name).toBe('find');
    expect(spans().map(({ name, failed }) => [name, failed])).toEqual([
      ['Traced.find', false],
      ['Traced.first', false],
    ]);
  });

  it('marks the span of what rejects or throws as failed, and hands the error on', async () => {
    const { telemetry, spans } = recordTelemetry();
    await expect(decorate({ telemetry }).find(9)).rejects.toThrow(RangeError);
    const broken = traced(
      function explode(): never {
        throw new TypeError('at once');
      },
      { telemetry },
    );
    expect(broken).toThrow('at once');
    expect(spans()).toMatchObject([
      { name: 'Traced.find', failed: true, failure: { cause: { message: 'no such user' } } },
      { name: 'explode', failed: true },
    ]);
  });

  it('names what has no class by its own name, or as it is told', () => {
    const { telemetry, spans } = recordTelemetry();
    const holder = {
      load: traced(() => 1, { telemetry }),
      named: traced(() => 2, { telemetry, name: 'cache.load' }),
    };
    class Static {
      readonly kept = true;
      static make = traced(
        function make() {
          return 3;
        },
        { telemetry, attributes: { kind: 'static' } },
      );
    }
    expect([holder.load(), holder.named(), Static.make()]).toEqual([1, 2, 3]);
    expect(spans().map(({ name }) => name)).toEqual(['anonymous', 'cache.load', 'Static.make']);
    expect(spans()[2]?.attributes).toEqual({ kind: 'static' });
  });

  it('makes spans inside of it its children', async () => {
    const { telemetry, spans } = recordTelemetry();
    const inner = traced(async function inner() {}, { telemetry });
    await traced(
      async function outer() {
        await Promise.resolve();
        await inner();
      },
      { telemetry },
    )();
    const [child, parent] = spans();
    expect(child?.parentSpanId).toBe(parent?.spanId);
  });

  it('is out of the way when nobody records', () => {
    expect(traced((a: number, b: number) => a + b, { telemetry: noopTelemetry })(1, 2)).toBe(3);
  });
});
