import { invalidOption, numberOption } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import { z } from 'zod';
import { anchoredPattern } from '../pattern/anchored-pattern.ts';
import type { SanitizeOptions } from '../text/sanitize-text.ts';
import { maxLengthCheck, minLengthCheck, patternCheck, sanitizeCheck } from '../text/text-checks.ts';
import { textFormats } from '../text/text-format.ts';
import type { TextFormat } from '../text/text-format.ts';
import { fieldClass } from './field-class.ts';
import { pickNotes } from './field-notes.ts';
import type { FieldNotes } from './field-options.ts';

/** How long a text may be, and how it is cleaned. */
export interface TextBounds extends FieldNotes {
  /** Unicode code points, as JSON Schema counts; at least 0. */
  readonly minLength?: number;
  /** Unicode code points, as JSON Schema counts; at least `minLength`. */
  readonly maxLength?: number;
  /**
   * Cleans the text before anything else reads it: `true` trims, normalises Unicode and strips control characters.
   * @default false
   */
  readonly sanitize?: boolean | SanitizeOptions;
}

/** What a text looks like: a pattern or a format, not both. */
export type TextOptions = TextBounds &
  (
    | {
        /**
         * What the whole text must match, anchored where it is not. No flags but `u`; patterns that can take
         * exponential time are refused.
         */
        readonly pattern?: string | RegExp;
        readonly format?: never;
      }
    | { readonly format?: TextFormat; readonly pattern?: never }
  );

const TextField = /* @__PURE__ */ fieldClass('StringField', z.ZodString);

/** Makes the schema of a text, without its presence. */
export function textSchema(options?: TextOptions): z.ZodString {
  const { sanitize = false } = options ?? {};
  return new TextField({
    type: 'string',
    checks: textChecks(options ?? {}, sanitize),
    notes: pickNotes(options),
    keywords: sanitize === false ? undefined : { 'x-sanitize': sanitize as true | JsonObject },
  });
}

function textChecks(options: TextOptions, sanitize: boolean | SanitizeOptions): z.core.$ZodCheck<string>[] {
  const { format, pattern } = options;
  if (format !== undefined && pattern !== undefined)
    throw invalidOption('pattern', 'left out beside a format', pattern);
  if (format !== undefined && !Object.hasOwn(textFormats, format)) {
    throw invalidOption('format', `one of ${Object.keys(textFormats).join(', ')}`, format);
  }
  const { minLength, maxLength } = lengthBounds(options, format && textFormats[format].maxLength);
  return [
    ...(sanitize === false ? [] : [sanitizeCheck(sanitize === true ? undefined : sanitize)]),
    ...(maxLength === undefined ? [] : [maxLengthCheck(maxLength)]),
    ...(minLength === undefined ? [] : [minLengthCheck(minLength)]),
    ...(pattern === undefined ? [] : [patternCheck('regex', anchoredPattern(pattern))]),
    ...(format === undefined ? [] : [patternCheck(format, textFormats[format].pattern)]),
  ];
}

function lengthBounds(options: TextBounds, longest: number | undefined): TextBounds {
  const { minLength, maxLength = longest } = options;
  if (minLength !== undefined) numberOption('minLength', minLength, { min: 0, integer: true });
  if (maxLength !== undefined) numberOption('maxLength', maxLength, { min: minLength ?? 0, integer: true });
  return { ...(minLength !== undefined && { minLength }), ...(maxLength !== undefined && { maxLength }) };
}
