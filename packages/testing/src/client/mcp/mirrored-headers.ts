import { Buffer } from 'node:buffer';
import type { JsonObject } from '@toolwright/core';

// What a header field carries as it stands; spaces at its ends would be lost.
const plain = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;

/** A text as a header field that mirrors it: as it stands, or in Base64 where a field could not carry it or would mislead. */
export function fieldText(text: string): string {
  if (plain.test(text) && !text.startsWith('=?base64?')) return text;
  return `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

/** The fields of an input that its schema marks with `x-mcp-header`, as headers. */
export function paramHeaders(schema: JsonObject, input: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  collect(schema, input, found);
  return found;
}

function collect(schema: JsonObject, input: unknown, found: Record<string, string>): void {
  const { properties } = schema;
  if (!isRecord(properties) || !isRecord(input)) return;
  for (const [name, field] of Object.entries(properties)) {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    if (!isRecord(field) || value === undefined || value === null) continue;
    const header = field['x-mcp-header'];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (typeof header === 'string') found[`mcp-param-${header}`] = fieldText(text);
    collect(field, value, found);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
