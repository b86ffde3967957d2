/** What JSON-RPC knows a request by. */
export type RpcId = string | number;

/** A request or a notification, as it came. */
export interface RpcRequest {
  /** Absent: a notification, which nobody answers. */
  readonly id: RpcId | undefined;
  readonly method: string;
  readonly params: RpcParams;
}

/** A response to a request of ours. */
export interface RpcResponse {
  readonly id: RpcId;
  /** Absent: the client answers with an error. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
}

/** The parameters by their names; what is in them is the client's word. */
export type RpcParams = Readonly<Record<string, unknown>>;

/** What is wrong with a message; with the id where it can be told. */
export interface RpcFault {
  readonly fault: string;
  readonly id: RpcId | undefined;
}

const noParams: RpcParams = Object.freeze({});

/** Reads one message of JSON-RPC 2.0 as the Model Context Protocol narrows it: one at a time, ids never `null`. */
export function readMessage(body: unknown): RpcRequest | RpcFault {
  if (Array.isArray(body)) return fault('Send one message at a time; batches are not part of the protocol');
  if (!isRecord(body)) return fault('Send a JSON-RPC 2.0 request: {"jsonrpc": "2.0", "id": …, "method": …}');
  const { jsonrpc, id, method, params } = body;
  if (id !== undefined && !isId(id)) return fault('"id" must be a string or an integer');
  if (jsonrpc !== '2.0') return fault('"jsonrpc" must be "2.0"', id);
  if (typeof method !== 'string') return fault('"method" must be a string; responses are not taken', id);
  if (params !== undefined && !isRecord(params)) return fault('"params" must be an object', id);
  return { id, method, params: params ?? noParams };
}

/** Reads a response; `undefined`: the message is none. */
export function readResponse(body: unknown): RpcResponse | undefined {
  if (!isRecord(body) || body['jsonrpc'] !== '2.0' || 'method' in body) return undefined;
  const { id, result, error } = body;
  if (!isId(id) || !(isRecord(result) || isRecord(error))) return undefined;
  return { id, result: isRecord(result) ? result : undefined };
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be the id of a request, or name its progress. */
export function isId(value: unknown): value is RpcId {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function fault(text: string, id?: RpcId): RpcFault {
  return { fault: text, id };
}
