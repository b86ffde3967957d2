/** Where a streaming reply writes. */
export interface ReplySink {
  /** Hands text to the client; the promise, where there is one, resolves once the client has taken enough of it. */
  write(text: string): Promise<void> | undefined;
  /** Aborts when the client goes away, or takes nothing for too long. */
  readonly signal: AbortSignal;
}

/** Writes a reply piece by piece; the reply ends when it resolves. */
export type ReplyWriter = (sink: ReplySink) => Promise<void>;

/** What goes back for a request. */
export interface Reply {
  readonly status: number;
  /** Names and values by turns, names in lower case. They take precedence over the server's own. */
  readonly headers: readonly string[];
  /** Text is compressed when it is long and the client can read it; bytes go as they are. */
  readonly body: string | Uint8Array | ReplyWriter | undefined;
}

const jsonHead: readonly string[] = ['content-type', 'application/json'];

/** A reply of JSON text. */
export function jsonTextReply(status: number, text: string, headers?: readonly string[]): Reply {
  return { status, headers: headers === undefined ? jsonHead : [...jsonHead, ...headers], body: text };
}

/** A reply of a value that JSON can say. */
export function jsonReply(status: number, value: unknown, headers?: readonly string[]): Reply {
  return jsonTextReply(status, JSON.stringify(value), headers);
}

/** A reply of text, of the given type. */
export function textReply(contentType: string, text: string, headers: readonly string[] = []): Reply {
  return { status: 200, headers: ['content-type', contentType, ...headers], body: text };
}

/** A reply without a body. */
export function emptyReply(status: number, headers: readonly string[] = []): Reply {
  return { status, headers, body: undefined };
}
