import type { JsonObject } from '@toolwright/core';
import type { Method } from './method.ts';
import { metaKeys, rpcCodes } from './protocol.ts';
import { isRecord } from './rpc-message.ts';
import type { RpcParams } from './rpc-message.ts';
import { errorReply } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';

/** A part of the protocol that client and server agree on by name. Clients of earlier revisions know of none. */
export interface Extension {
  /** `io.modelcontextprotocol/tasks` */
  readonly id: string;
  /** What the server says of it in its capabilities. */
  readonly settings: JsonObject;
  /** By their names: `tasks/get`. Clients that do not declare the extension are refused. */
  readonly methods: Readonly<Record<string, ExtensionMethod>>;
}

/** A method of an extension. */
export interface ExtensionMethod {
  /** The parameter that says what a request is about, which `Mcp-Name` repeats: `taskId`. */
  readonly namedBy?: string;
  readonly answer: Method;
}

/** The extensions that are served: none yet. */
export const extensions: readonly Extension[] = [];

/** The methods of extensions, each for clients that declare its extension. */
export function extensionMethods(served: readonly Extension[]): readonly (readonly [string, Method])[] {
  return served.flatMap(({ id, methods }) =>
    Object.entries(methods).map(([name, { answer }]) => [name, forThoseWhoKnow(id, answer)] as const),
  );
}

/** The parameters that name what requests are about, by the methods of extensions. */
export function extensionNames(served: readonly Extension[]): readonly (readonly [string, string])[] {
  const methods = served.flatMap((extension) => Object.entries(extension.methods));
  return methods.flatMap(([name, { namedBy }]) => (namedBy === undefined ? [] : [[name, namedBy] as const]));
}

/** The member of the capabilities that tells of extensions, where there are any. */
export function extensionCapabilities(served: readonly Extension[]): JsonObject {
  if (served.length === 0) return {};
  return { extensions: Object.fromEntries(served.map(({ id, settings }) => [id, settings])) };
}

/** Whether a client declares an extension with its request. */
function declares(params: RpcParams, id: string): boolean {
  const meta = params['_meta'];
  const capabilities = isRecord(meta) ? meta[metaKeys.clientCapabilities] : undefined;
  const known = isRecord(capabilities) ? capabilities['extensions'] : undefined;
  return isRecord(known) && Object.hasOwn(known, id) && isRecord(known[id]);
}

function forThoseWhoKnow(id: string, answer: Method): Method {
  return (carrier, asked) =>
    declares(asked.params, id) ? answer(carrier, asked) : errorReply(asked.id, needs(id));
}

function needs(id: string): RpcError {
  return {
    code: rpcCodes.missingClientCapability,
    message: `This method needs a client with the extension ${id}`,
    data: { requiredCapabilities: { extensions: { [id]: {} } } },
    status: 400,
  };
}
