import type { ToolDescription } from '@toolwright/core';

/** The tools in which every word of a search occurs, those that are named so first. */
export function findTools(tools: readonly ToolDescription[], search: string): readonly ToolDescription[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return tools
    .map((tool) => ({ tool, rank: rankOf(tool, words) }))
    .filter(({ rank }) => rank !== undefined)
    .toSorted((one, other) => (one.rank ?? 0) - (other.rank ?? 0))
    .map(({ tool }) => tool);
}

/** Lower is better; `undefined` when a word is nowhere. */
function rankOf({ name, title, description, tags, capabilities }: ToolDescription, words: readonly string[]) {
  const named = `${name} ${title ?? ''}`.toLowerCase();
  const labels = [...tags, ...capabilities].join(' ').toLowerCase();
  const text = description.toLowerCase();
  let rank = 0;
  for (const word of words) {
    const place = [named.startsWith(word), named.includes(word), labels.includes(word), text.includes(word)];
    const found = place.indexOf(true);
    if (found === -1) return undefined;
    rank += found;
  }
  return rank;
}
