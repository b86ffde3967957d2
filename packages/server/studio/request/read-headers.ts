/** Headers that a person wrote, or what is wrong with them. */
export type ReadHeaders =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly problem: string };

/** Reads headers written one a line, `name: value`; empty lines count for nothing. */
export function readHeaders(text: string): ReadHeaders {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === '' || !/^[\t\x20-\x7e]*$/.test(value))
      return {
        problem: `Write a header as "name: value", not as ${JSON.stringify(line.trim().slice(0, 60))}`,
      };
    headers[name.toLowerCase()] = value;
  }
  return { headers };
}

/** Writes headers as {@link readHeaders} reads them. */
export function writeHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}
