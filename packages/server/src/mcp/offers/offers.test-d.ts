import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { createPrompt, createResource } from '../../index.ts';

describe('a definition knows its types', () => {
  it('the variables of a template', () => {
    createResource({
      name: 'note',
      uriTemplate: 'notes://{owner}/{id}',
      read: ({ variables }) => {
        expectTypeOf(variables).toEqualTypeOf<Readonly<Record<'owner' | 'id', string>>>();
        return variables.id;
      },
    });
    createResource({
      name: 'note',
      uriTemplate: 'notes://{owner}',
      // @ts-expect-error -- there is no such variable
      complete: { id: [] },
      read: () => '',
    });
  });

  it('the arguments of a prompt, of a list or of a schema', () => {
    createPrompt({
      name: 'review',
      arguments: [{ name: 'code', required: true }, { name: 'focus' }],
      render: ({ arguments: { code, focus } }) => {
        expectTypeOf(code).toEqualTypeOf<string>();
        expectTypeOf(focus).toEqualTypeOf<string | undefined>();
        return code;
      },
    });
    createPrompt({
      name: 'plan',
      arguments: { days: z.coerce.number() },
      render: ({ arguments: { days } }) => {
        expectTypeOf(days).toEqualTypeOf<number>();
        return '';
      },
    });
    createPrompt({
      name: 'bare',
      render: (context) => {
        expectTypeOf<keyof typeof context.arguments>().toEqualTypeOf<never>();
        return '';
      },
    });
  });
});
