import type { AnySchema } from '@toolwright/core';
import { jsonSchemaOf } from '../json-schema/json-schema-of.ts';
import type { LintFinding } from './finding.ts';
import { lintText } from './lint-text.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * Finds what a schema leaves unbounded: strings, arrays and records without a largest size, patterns that can take
 * exponential time or match a part only. Reads the JSON Schema, so it takes a schema of any library that offers one.
 */
export function lintSchema(schema: AnySchema, path = ''): readonly LintFinding[] {
  let document: Node;
  try {
    document = jsonSchemaOf(schema);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const suggestion = 'use fields and types that JSON has';
    return [{ rule: 'no-json-schema', path, message, suggestion }];
  }
  return [...lintNode(document, path)];
}

function* lintNode(node: unknown, path: string): Generator<LintFinding> {
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  const schema = node as Node;
  if (hasType(schema, 'string')) yield* lintText(schema, path);
  if (hasType(schema, 'array') && schema['maxItems'] === undefined) {
    yield {
      rule: 'array-without-max-items',
      path,
      message: 'The list may have any number of items, and each costs time and memory',
      suggestion: 'set maxItems',
    };
  }
  if (typeof schema['additionalProperties'] === 'object' && schema['maxProperties'] === undefined) {
    yield {
      rule: 'object-without-max-keys',
      path,
      message: 'The object may have any number of keys, and each costs time and memory',
      suggestion: 'use recordField, or set maxProperties',
    };
  }
  yield* lintBelow(schema, path);
}

function* lintBelow(schema: Node, path: string): Generator<LintFinding> {
  for (const [name, property] of Object.entries(schema['properties'] ?? {})) {
    yield* lintNode(property, path === '' ? name : `${path}.${name}`);
  }
  for (const [name, definition] of Object.entries(schema['$defs'] ?? {})) {
    yield* lintNode(definition, `${path}#${name}`);
  }
  yield* lintNode(schema['items'], `${path}[]`);
  yield* lintNode(schema['additionalProperties'], `${path}.*`);
  for (const keyword of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    for (const part of (schema[keyword] ?? []) as readonly unknown[]) yield* lintNode(part, path);
  }
}

function hasType(schema: Node, type: string): boolean {
  return schema['type'] === type || (Array.isArray(schema['type']) && schema['type'].includes(type));
}
