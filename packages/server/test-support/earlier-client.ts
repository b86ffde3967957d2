import { bothForms } from './mcp-scene.ts';
import type { McpScene } from './mcp-scene.ts';

/** A message of the server, as it came. */
export interface Message {
  readonly id?: string | number;
  readonly method?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into messages of every shape
  readonly params?: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly result?: any;
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  readonly error?: any;
}

export const earlierVersion: Record<string, string> = { 'mcp-protocol-version': '2025-11-25' };

/** Begins as clients of earlier revisions do; answers the headers of every request from then on. */
export async function begin(scene: McpScene, capabilities: object): Promise<Record<string, string>> {
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: { name: 'c', version: '1' } };
  const { headers } = await scene.send({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const session = headers.get('mcp-session-id');
  return session === null ? earlierVersion : { ...earlierVersion, 'mcp-session-id': session };
}

/** Sends a request, and yields the messages of its stream. */
export async function* streamOf(
  { url }: McpScene,
  request: { readonly method: string; readonly params: object },
  headers: Record<string, string>,
  signal?: AbortSignal,
): AsyncGenerator<Message, void, void> {
  const response = await fetch(`${url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: bothForms, ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...request }),
    ...(signal !== undefined && { signal }),
  });
  if (response.headers.get('content-type') === 'application/json') {
    yield (await response.json()) as Message;
    return;
  }
  yield* messagesOf(response);
}

/** The messages of an event stream. */
export async function* messagesOf(response: Response): AsyncGenerator<Message, void, void> {
  let text = '';
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as Message;
    }
  }
}
