import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRedactor } from './redactor.ts';

const word = 'do not show this';
const redact = createRedactor();

const tree = fc.letrec<{ node: unknown; clean: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(1, 'shown', null, true),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('node')),
    fc.record({ token: fc.constant(word), rest: tie('node') }, { requiredKeys: [] }),
  ),
  clean: fc.oneof(
    { maxDepth: 6 },
    fc.integer(),
    fc.array(tie('clean')),
    fc.dictionary(fc.constantFrom('a', 'b'), tie('clean')),
  ),
}));

it('no secret comes through, whatever the value, and the value stays as it was', () => {
  fc.assert(
    fc.property(tree.node, (value) => {
      const before = JSON.stringify(value);
      const after = JSON.stringify(redact(value));
      expect(after).toBe(before.replaceAll(word, '[redacted]'));
      expect(JSON.stringify(value)).toBe(before);
    }),
  );
});

it('a value without secrets is given back itself', () => {
  fc.assert(
    fc.property(tree.clean, (value) => {
      expect(redact(value)).toBe(value);
    }),
  );
});

it('redacting twice changes nothing more', () => {
  fc.assert(
    fc.property(tree.node, (value) => {
      const once = redact(value);
      expect(redact(once)).toEqual(once);
    }),
  );
});
