import type { JsonValue } from '@toolwright/core';

/** The kinds of fields that are one line or block of text to fill in. */
export type TextKind = 'text' | 'long-text' | 'secret' | 'number' | 'integer' | 'date' | 'date-time' | 'json';

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** The value that a text says. What is no value of the kind stays text, and the server says why it does not do. */
export function valueOfText(kind: TextKind, text: string): JsonValue | undefined {
  if (text === '') return undefined;
  const trimmed = text.trim();
  switch (kind) {
    case 'number':
    case 'integer':
      return number.test(trimmed) ? Number(trimmed) : text;
    case 'date-time': {
      const at = new Date(text);
      return Number.isNaN(at.getTime()) ? text : at.toISOString();
    }
    case 'json':
      return parsedJson(trimmed) ?? text;
    case 'text':
    case 'long-text':
    case 'secret':
    case 'date':
      return text;
    default:
      return kind satisfies never;
  }
}

/** The text that says a value, so that {@link valueOfText} gives the value back. */
export function textOfValue(kind: TextKind, value: JsonValue | undefined): string {
  if (value === undefined) return '';
  if (kind === 'json') return JSON.stringify(value, undefined, 2);
  if (typeof value !== 'string')
    return value === null ? '' : String(typeof value === 'object' ? JSON.stringify(value) : value);
  if (kind !== 'date-time') return value;
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? value : localText(at);
}

function parsedJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** As an input for dates and times has it: without a zone. */
function localText(at: Date): string {
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
