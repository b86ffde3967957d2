import type { Telemetry } from '@toolwright/core';
import { describe, expectTypeOf, it } from 'vitest';
import { traced } from './traced.ts';

declare const telemetry: Telemetry;

class Users {
  readonly prefix = 'user';

  @traced({ telemetry })
  async find(id: number): Promise<string> {
    return this.prefix + id;
  }
}

describe('traced', () => {
  it('keeps the type of what it wraps or decorates', () => {
    expectTypeOf(new Users().find).toEqualTypeOf<(id: number) => Promise<string>>();
    const wrapped = traced((id: number) => String(id), { telemetry });
    expectTypeOf(wrapped).parameters.toEqualTypeOf<[id: number]>();
    expectTypeOf(wrapped).returns.toEqualTypeOf<string>();
  });
});
