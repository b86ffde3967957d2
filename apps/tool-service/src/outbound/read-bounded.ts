import { ToolError } from '@toolwright/core';

/** Reads a body as UTF-8 text. Rejects with `NETWORK_ERROR` when it is longer than `maxBytes`, reading no further. */
export async function readBounded(response: Response, maxBytes: number, who: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maxBytes) {
      throw new ToolError('NETWORK_ERROR', `${who} sent more than ${maxBytes} bytes`, { retryable: false });
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
