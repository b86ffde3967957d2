import type { JsonValue } from '@toolwright/core';
import { element } from './element.ts';

const mostCharacters = 200_000;
const mostColoured = 50_000;
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

/** Shows a value as indented JSON, in colours unless it is very long. */
export function jsonBlock(value: JsonValue, label: string): HTMLElement {
  const whole = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  const text =
    whole.length > mostCharacters ? `${whole.slice(0, mostCharacters)}\n… ${whole.length} characters` : whole;
  const block = element('pre', { class: 'code', tabindex: 0, role: 'region', 'aria-label': label });
  if (text.length > mostColoured || typeof value === 'string') block.append(text);
  else block.append(...coloured(text));
  return block;
}

function coloured(text: string): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(token)) {
    parts.push(text.slice(at, match.index), element('span', { class: kindOf(match) }, match[1] ?? match[0]));
    if (match[2] !== undefined) parts.push(match[2]);
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}

function kindOf([whole, text, colon]: RegExpMatchArray): string {
  if (text !== undefined) return colon === undefined ? 'json-text' : 'json-name';
  return /^[tfn]/.test(whole) ? 'json-word' : 'json-number';
}
