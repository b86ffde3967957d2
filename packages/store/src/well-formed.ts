import { ToolError } from '@toolwright/core';

/**
 * Returns the text. Throws `INVALID_INPUT` when it holds half a surrogate pair: UTF-8 cannot carry that, so two such
 * keys would become one, and a value would come back changed.
 */
export function wellFormed(text: string): string {
  if (text.isWellFormed()) return text;
  throw new ToolError(
    'INVALID_INPUT',
    `Keys and values must be well-formed text; ${JSON.stringify(text.slice(0, 100))} holds half a surrogate pair`,
    { details: { committed: 'no' } },
  );
}
