import type { LogFields, Logger } from '@toolwright/core';
import { assertEventually, assertSame } from './assert-promise.ts';
import { contractCase } from './contract-case.ts';
import type { ContractCase } from './contract-case.ts';

/** A logger, and what it wrote. */
export interface ObservedLogger {
  readonly logger: Logger;
  /** The lines of `warn` and `error` so far, in the order written. */
  readonly lines: () => readonly LoggedLine[];
}

/** One line of a log. */
export interface LoggedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

/** What every {@link Logger} promises. */
export const loggerContract: readonly ContractCase<ObservedLogger>[] = [
  contractCase('writes lines with their level and fields, in order', async ({ logger, lines }, time) => {
    logger.warn('first', { tool: 'weather', attempt: 2 });
    logger.error('second');
    await assertEventually('two lines are written', time, () => lines().length === 2);
    const [first, second] = lines();
    assertSame('the first', [first?.level, first?.message], ['warn', 'first']);
    assertSame('its fields', [first?.fields['tool'], first?.fields['attempt']], ['weather', 2]);
    assertSame('the second', [second?.level, second?.message], ['error', 'second']);
  }),
  contractCase(
    "puts a child's fields on its every line, and on no line of its parent",
    async (observed, time) => {
      const { logger, lines } = observed;
      const child = logger.child({ tenant: 'a', tool: 'weather' });
      child.child({ call: '1' }).warn('of the grandchild', { tool: 'rain' });
      child.warn('of the child');
      logger.warn('of the parent');
      await assertEventually('three lines are written', time, () => lines().length === 3);
      const fields = lines().map((line) => [line.fields['tenant'], line.fields['tool'], line.fields['call']]);
      assertSame('tenant, tool and call', fields, [
        ['a', 'rain', '1'],
        ['a', 'weather', undefined],
        [undefined, undefined, undefined],
      ]);
    },
  ),
  contractCase(
    'never throws, whatever it is handed, and still writes the next line',
    async (observed, time) => {
      const cycle: Record<string, unknown> = {};
      cycle['self'] = cycle;
      const thrower = Object.defineProperty({}, 'boom', {
        enumerable: true,
        get() {
          throw new Error('This getter always fails');
        },
      });
      const odd = {
        cycle,
        thrower,
        big: 1n,
        symbol: Symbol('s'),
        run() {},
        none: undefined,
        error: new Error('e'),
      };
      for (const level of ['debug', 'info', 'warn', 'error'] as const) {
        observed.logger[level]('odd fields', odd);
        for (const [name, value] of Object.entries(odd)) observed.logger[level]('odd', { [name]: value });
      }
      observed.logger.child(odd).warn('of an odd child');
      observed.logger.warn('after it all');
      await assertEventually('the last line is written', time, () => {
        return observed.lines().at(-1)?.message === 'after it all';
      });
    },
  ),
];
