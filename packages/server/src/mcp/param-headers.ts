import { invalidOption } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import { mirroredText } from './field-value.ts';
import { isRecord } from './rpc-message.ts';
import type { RpcParams } from './rpc-message.ts';

/** A field of a tool's input that clients repeat in a header. */
export interface ParamHeader {
  /** In lower case: `mcp-param-region`. */
  readonly header: string;
  /** The names that lead to the field. */
  readonly path: readonly string[];
}

const annotation = 'x-mcp-header';
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const types = ['string', 'integer', 'boolean'];

/**
 * The fields of an input that its schema marks with `x-mcp-header`.
 *
 * @throws `INVALID_OPTIONS` for a mark that clients would refuse the whole tool for: a name that is no header's, one
 * given twice, or a field that is no string, integer or boolean below `properties` alone.
 */
export function paramHeadersOf(tool: string, schema: JsonObject): readonly ParamHeader[] {
  const found: ParamHeader[] = [];
  collect(schema, [], found, tool);
  const names = found.map(({ header }) => header);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidOption(`${annotation} of "${tool}"`, 'a name of one field', twice);
  if (marksIn(schema) !== found.length)
    throw invalidOption(`${annotation} of "${tool}"`, 'at fields below "properties" alone', 'another place');
  return found;
}

/** What the headers say otherwise than the arguments; `undefined`: they agree. */
export function paramMismatch(
  marks: readonly ParamHeader[],
  given: RpcParams,
  headers: Readonly<Record<string, string>>,
): string | undefined {
  for (const { header, path } of marks) {
    const field = headers[header];
    const value = path.reduce<unknown>(
      (at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : null),
      given,
    );
    const expected = value !== null;
    if (field === undefined && !expected) continue;
    if (field === undefined)
      return `the ${header} header is missing, though arguments.${path.join('.')} is given`;
    if (!expected || !agrees(field, value))
      return `the ${header} header differs from arguments.${path.join('.')}`;
  }
  return undefined;
}

function agrees(field: string, value: unknown): boolean {
  const text = mirroredText(field);
  if (text === undefined) return false;
  if (typeof value === 'number') return /^-?\d+(?:\.0+)?$/.test(text) && Number(text) === value;
  return text === String(value);
}

function collect(schema: JsonObject, path: readonly string[], found: ParamHeader[], tool: string): void {
  const { properties } = schema;
  if (!isRecord(properties)) return;
  for (const [name, field] of Object.entries(properties)) {
    if (!isRecord(field)) continue;
    const at = [...path, name];
    if (annotation in field) found.push({ header: checkedHeader(field, tool), path: at });
    collect(field, at, found, tool);
  }
}

function checkedHeader(field: JsonObject, tool: string): string {
  const { [annotation]: name, type } = field;
  if (typeof name !== 'string' || !token.test(name))
    throw invalidOption(`${annotation} of "${tool}"`, 'the name of a header, such as "Region"', name);
  if (typeof type !== 'string' || !types.includes(type))
    throw invalidOption(`${annotation} of "${tool}"`, 'at strings, integers and booleans', type);
  return `mcp-param-${name.toLowerCase()}`;
}

/** Marks at any place, to find those at a wrong one. What stands in examples and constants is data. */
function marksIn(schema: unknown): number {
  if (Array.isArray(schema)) return schema.reduce<number>((count, item) => count + marksIn(item), 0);
  if (!isRecord(schema)) return 0;
  const own = typeof schema[annotation] === 'string' ? 1 : 0;
  const below = Object.entries(schema).filter(
    ([key]) => !['const', 'enum', 'default', 'examples'].includes(key),
  );
  return below.reduce((count, [, value]) => count + marksIn(value), own);
}
