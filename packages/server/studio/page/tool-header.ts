import type { JsonObject, ToolDescription } from '@toolwright/core';
import { duration } from '../answer/facts.ts';
import { element } from './element.ts';
import { jsonBlock } from './json-block.ts';

/** What a tool is, what it may do, and which rails its calls pass. */
export function toolHeader(tool: ToolDescription): HTMLElement {
  const { name, title, version, description, permissions, tags } = tool;
  return element(
    'header',
    { class: 'tool-header' },
    element('a', { class: 'back', href: '#' }, '← All tools'),
    element(
      'h1',
      { id: 'main', tabindex: -1 },
      title ?? name,
      element('small', {}, `${title === undefined ? '' : `${name} `}v${version}`),
    ),
    element('p', { class: 'description' }, description),
    element(
      'p',
      { class: 'badges' },
      ...badgesOf(tool).map(([text, tone]) => element('span', { class: `badge ${tone}` }, text)),
    ),
    permissions.length === 0 ? undefined : element('p', { class: 'hint' }, `Needs ${permissions.join(', ')}`),
    tags.length === 0 ? undefined : element('p', { class: 'hint' }, `Tags ${tags.join(', ')}`),
    railsOf(tool),
    schemasOf(tool),
  );
}

function badgesOf(tool: ToolDescription): readonly (readonly [string, string])[] {
  const { kind, streaming, destructive, idempotent, timeoutMs } = tool;
  return [
    [kind === 'query' ? 'query · reads only' : 'command', kind],
    ...(kind === 'command' && destructive ? [['destructive', 'bad'] as const] : []),
    ...(kind === 'command' && idempotent ? [['may be repeated', 'good'] as const] : []),
    ...(streaming ? [['streams', 'plain'] as const] : []),
    [`at most ${duration(timeoutMs)}`, 'plain'],
  ];
}

function railsOf({ rails }: ToolDescription): HTMLElement | undefined {
  if (rails.length === 0) return undefined;
  return element(
    'section',
    { class: 'rails', 'aria-label': 'Rails' },
    element('h2', {}, 'Rails'),
    element('p', { class: 'hint' }, 'What a call passes on its way, outermost first'),
    element('ol', {}, ...rails.map((rail) => element('li', {}, railOf(rail)))),
  );
}

function railOf({ name, settings }: { readonly name: string; readonly settings: JsonObject }): HTMLElement {
  const entries = Object.entries(settings);
  if (entries.length === 0) return element('span', { class: 'rail' }, name);
  const list = entries.flatMap(([key, value]) => [
    element('dt', {}, key),
    element('dd', {}, typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  return element('details', { class: 'rail' }, element('summary', {}, name), element('dl', {}, ...list));
}

function schemasOf({ inputSchema, outputSchema, chunkSchema }: ToolDescription): HTMLElement {
  const schemas = Object.entries({ Input: inputSchema, Output: outputSchema, Chunk: chunkSchema });
  return element(
    'details',
    { class: 'schemas' },
    element('summary', {}, 'Schemas'),
    ...schemas.flatMap(([label, schema]) =>
      schema === undefined ? [] : [element('h3', {}, label), jsonBlock(schema, `${label} schema`)],
    ),
  );
}
