import { invalidOption } from '@toolwright/core';

// RFC 3986, `pchar`: what may stand in one segment of a path.
const segment = /^(?:[\w.~!$&'()*+,;=:@-]|%[\da-f]{2})+$/i;
const longestUri = 8_192;

/**
 * A URI template of RFC 6570, level 1: `users://{id}/posts/{post}`. A variable stands for one segment of a path, or a
 * part of one, and is read up to the first place where the text behind it begins.
 */
export class UriTemplate {
  readonly template: string;
  readonly variables: readonly string[];
  /** What stands before, between and after the variables. */
  readonly #texts: readonly string[];

  /** @throws `INVALID_OPTIONS` for a template that is none, or could be read in more than one way. */
  constructor(template: string) {
    const parts = template.split(/\{(\w+)\}/);
    this.template = template;
    this.#texts = parts.filter((_, index) => index % 2 === 0);
    this.variables = parts.filter((_, index) => index % 2 === 1);
    const isPlain = this.#texts.every((text) => !/[{}]/.test(text));
    const isApart = this.#texts.slice(1, -1).every((text) => text !== '');
    const isOnce = new Set(this.variables).size === this.variables.length;
    const isUri = isPlain && /^[a-z][a-z\d+.-]*:/i.test(template) && URL.canParse(this.#texts.join('x'));
    if (!isUri || !isApart || !isOnce || this.variables.length === 0)
      throw invalidOption(
        'uriTemplate',
        'a URI with {variables} of different names, apart from each other, such as "users://{id}"',
        template,
      );
  }

  /** What the variables stand for in a URI, decoded; `undefined`: the URI is none of the template's. */
  match(uri: string): Readonly<Record<string, string>> | undefined {
    const [first = '', ...rest] = this.#texts;
    if (uri.length > longestUri || !uri.startsWith(first)) return undefined;
    let at = first.length;
    const values: [string, string][] = [];
    for (const [index, name] of this.variables.entries()) {
      const text = rest[index] ?? '';
      const end = index === rest.length - 1 ? uri.length - text.length : uri.indexOf(text, at + 1);
      if (end <= at || !uri.startsWith(text, end)) return undefined;
      const value = decoded(uri.slice(at, end));
      if (value === undefined) return undefined;
      values.push([name, value]);
      at = end + text.length;
    }
    return Object.fromEntries(values);
  }
}

/** The value of a variable; none that is not encoded as it should be, and none that would lead up a path. */
function decoded(text: string): string | undefined {
  if (!segment.test(text)) return undefined;
  try {
    const value = decodeURIComponent(text);
    return value === '.' || value === '..' ? undefined : value;
  } catch {
    return undefined;
  }
}
