import { buildRequest } from './build-request.ts';
import type { BuiltRequest, RequestParts } from './build-request.ts';

/** The forms in which a call can be taken elsewhere. */
export const copyForms = ['curl', 'TypeScript', 'MCP'] as const;

/** One of {@link copyForms}. */
export type CopyForm = (typeof copyForms)[number];

/** Writes a call down for somewhere else. The token is left to the reader: it stands as a variable. */
export function copyAs(form: CopyForm, parts: RequestParts): string {
  if (form === 'MCP') return mcpCall(parts);
  const request = buildRequest({ ...parts, token: parts.token === '' ? '' : tokenPlace });
  return form === 'curl' ? curl(request) : typeScript(request);
}

const tokenPlace = '$TOKEN';

function curl({ url, headers, body = '', method }: BuiltRequest): string {
  const streams = headers['accept'] === 'text/event-stream';
  const lines = [
    `curl ${streams ? '--no-buffer ' : ''}--request ${method} ${shellQuoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `--header ${headerArgument(name, value)}`),
    `--data-raw ${shellQuoted(body)}`,
  ];
  return lines.join(' \\\n  ');
}

/** The shell fills in the token, so its header alone stands in double quotes. */
function headerArgument(name: string, value: string): string {
  return value.endsWith(tokenPlace) ? `"${name}: ${value}"` : shellQuoted(`${name}: ${value}`);
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function typeScript({ url, headers, body = '{}', method }: BuiltRequest): string {
  const written = Object.entries(headers).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${fill(value)},`,
  );
  const input = JSON.stringify(JSON.parse(body), undefined, 2).replaceAll('\n', '\n  ');
  const reads =
    headers['accept'] === 'text/event-stream'
      ? 'for await (const text of response.body!.pipeThrough(new TextDecoderStream())) console.log(text);'
      : 'console.log(await response.json());';
  return `const response = await fetch(${JSON.stringify(url)}, {
  method: ${JSON.stringify(method)},
  headers: {
${written.join('\n')}
  },
  body: JSON.stringify(${input}),
});
${reads}`;
}

function fill(value: string): string {
  if (!value.endsWith(tokenPlace)) return JSON.stringify(value);
  return `\`${value.slice(0, -tokenPlace.length)}\${process.env['TOKEN']}\``;
}

function mcpCall({ tool, input }: RequestParts): string {
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool, arguments: input } };
  return JSON.stringify(call, undefined, 2);
}
