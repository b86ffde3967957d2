import { z } from 'zod';
import { noteBound, zodCheck } from '../zod/zod-internals.ts';
import { isLongerThan, isShorterThan } from './code-points.ts';
import { sanitizeText } from './sanitize-text.ts';
import type { SanitizeOptions } from './sanitize-text.ts';

type TextCheck = z.core.$ZodCheck<string>;

/** Refuses a text of more code points; what comes after it does not read such a text. */
export function maxLengthCheck(maximum: number): TextCheck {
  return lengthCheck('maximum', maximum, (payload) => {
    if (!isLongerThan(payload.value, maximum)) return;
    payload.issues.push({
      code: 'too_big',
      origin: 'string',
      maximum,
      inclusive: true,
      input: payload.value,
    });
  });
}

/** Refuses a text of fewer code points. */
export function minLengthCheck(minimum: number): TextCheck {
  return lengthCheck('minimum', minimum, (payload) => {
    if (!isShorterThan(payload.value, minimum)) return;
    payload.issues.push({
      code: 'too_small',
      origin: 'string',
      minimum,
      inclusive: true,
      input: payload.value,
      continue: true,
    });
  });
}

/** Refuses a text that does not match; `format` names the pattern in the JSON Schema, 'regex' leaves it nameless. */
export function patternCheck(format: string, pattern: RegExp): TextCheck {
  return new z.core.$ZodCheckStringFormat({ check: 'string_format', format, pattern });
}

/** Cleans the text before what comes after reads it. */
export function sanitizeCheck(options: SanitizeOptions | undefined): TextCheck {
  return z.overwrite((text: string) => sanitizeText(text, options));
}

function lengthCheck(
  bound: 'minimum' | 'maximum',
  length: number,
  check: (payload: z.core.ParsePayload<string>) => void,
): TextCheck {
  return zodCheck(check, { onAttach: (schema) => noteBound(schema, bound, length) });
}
