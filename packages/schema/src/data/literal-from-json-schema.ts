import { ToolError } from '@toolwright/core';
import { textFormats } from '../text/text-format.ts';
import type { TextFormat } from '../text/text-format.ts';
import { conditionsFromJsonSchema } from './conditions-from-json-schema.ts';

/** A part of a JSON Schema document. */
export type JsonSchemaNode = Readonly<Record<string, unknown>>;
type Literal = Readonly<Record<string, unknown>>;

/** JSON Schema keywords that are options of a field: under which name. */
const noteKeywords: Readonly<Record<string, string>> = {
  title: 'title',
  description: 'description',
  examples: 'examples',
  deprecated: 'deprecated',
  default: 'default',
  'x-sensitive': 'sensitive',
};
const textKeywords = {
  ...noteKeywords,
  minLength: 'minLength',
  maxLength: 'maxLength',
  'x-sanitize': 'sanitize',
};
const numberKeywords = { ...noteKeywords, minimum: 'min', maximum: 'max' };
const arrayKeywords = {
  ...noteKeywords,
  minItems: 'minItems',
  maxItems: 'maxItems',
  uniqueItems: 'uniqueItems',
};

/** Reads one JSON Schema as the literal of a field. `place` is for error messages. */
export function literalFromJsonSchema(node: JsonSchemaNode, place: string): Literal {
  switch (node['type']) {
    case 'string':
      return 'enum' in node ? enumLiteral(node, place) : textLiteral(node, place);
    case 'number':
    case 'integer':
      return { type: node['type'], ...pick(node, numberKeywords, ['type'], place) };
    case 'boolean':
      return { type: 'boolean', ...pick(node, noteKeywords, ['type'], place) };
    case 'array':
      return {
        type: 'array',
        items: literalFromJsonSchema(child(node, 'items', place), `${place}/items`),
        ...pick(node, arrayKeywords, ['type', 'items'], place),
      };
    case 'object':
      return 'properties' in node ? objectLiteral(node, place) : recordLiteral(node, place);
    case undefined:
      if ('x-json' in node) {
        return {
          type: 'json',
          ...child(node, 'x-json', place),
          ...pick(node, noteKeywords, ['x-json'], place),
        };
      }
      throw unsupported(place, 'without a type');
    default:
      throw unsupported(place, `of type ${JSON.stringify(node['type'])}`);
  }
}

function enumLiteral(node: JsonSchemaNode, place: string): Literal {
  return { type: 'enum', values: node['enum'], ...pick(node, noteKeywords, ['type', 'enum'], place) };
}

function textLiteral(node: JsonSchemaNode, place: string): Literal {
  const options = pick(node, textKeywords, ['type', 'pattern', 'format'], place);
  const { format, pattern } = node;
  if (format === undefined) return { type: 'string', ...options, ...(pattern !== undefined && { pattern }) };
  const rule =
    typeof format === 'string' && Object.hasOwn(textFormats, format)
      ? textFormats[format as TextFormat]
      : undefined;
  if (!rule || rule.pattern.source !== pattern)
    throw unsupported(place, `with the format ${JSON.stringify(format)}`);
  return { type: 'string', format, ...options };
}

function recordLiteral(node: JsonSchemaNode, place: string): Literal {
  const names = child(node, 'propertyNames', place);
  const own = ['type', 'propertyNames', 'additionalProperties', 'maxProperties'];
  return {
    type: 'record',
    values: literalFromJsonSchema(
      child(node, 'additionalProperties', place),
      `${place}/additionalProperties`,
    ),
    maxKeys: node['maxProperties'],
    maxKeyLength: names['maxLength'],
    ...pick(node, noteKeywords, own, place),
  };
}

function objectLiteral(node: JsonSchemaNode, place: string): Literal {
  const own = ['type', 'properties', 'required', 'additionalProperties', 'allOf'];
  const isStrict = node['additionalProperties'] === false;
  if (!isStrict && node['additionalProperties'] !== undefined) {
    throw unsupported(place, 'with both properties and additionalProperties');
  }
  const required = (node['required'] ?? []) as readonly string[];
  const conditions = conditionsFromJsonSchema((node['allOf'] ?? []) as readonly JsonSchemaNode[], place);
  const fields = Object.entries(child(node, 'properties', place)).map(([name, property]) => {
    const literal = literalFromJsonSchema(property as JsonSchemaNode, `${place}/properties/${name}`);
    const isNeeded = required.includes(name) || 'default' in literal;
    return [
      name,
      { ...literal, ...(conditions.get(name) ?? (isNeeded ? {} : { required: false })) },
    ] as const;
  });
  return {
    type: 'object',
    fields: Object.fromEntries(fields),
    ...(isStrict && { unknownKeys: 'refuse' }),
    ...pick(node, noteKeywords, own, place),
  };
}

/** The options that keywords stand for; throws on a keyword that is neither an option nor read elsewhere. */
function pick(
  node: JsonSchemaNode,
  keywords: Readonly<Record<string, string>>,
  readElsewhere: readonly string[],
  place: string,
): Literal {
  const options: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(node)) {
    const option = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (option !== undefined) options[option] = value;
    else if (!readElsewhere.includes(keyword)) throw unsupported(place, `with the keyword "${keyword}"`);
  }
  return options;
}

function child(node: JsonSchemaNode, keyword: string, place: string): JsonSchemaNode {
  const value = node[keyword];
  if (typeof value !== 'object' || value === null) throw unsupported(place, `without "${keyword}"`);
  return value as JsonSchemaNode;
}

function unsupported(place: string, what: string): ToolError<'INVALID_OPTIONS'> {
  return new ToolError(
    'INVALID_OPTIONS',
    `The JSON Schema at ${place} is one ${what}, which no field stands for`,
    {
      details: { place },
    },
  );
}
