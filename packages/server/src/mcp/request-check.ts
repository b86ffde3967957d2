import { mirroredText } from './field-value.ts';
import { earlierRevisions, metaKeys, modernRevision, revisions, rpcCodes } from './protocol.ts';
import { isRecord } from './rpc-message.ts';
import type { RpcRequest } from './rpc-message.ts';
import { invalidParams } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';

/** Header fields by their names in lower case. */
export type HeaderFields = Readonly<Record<string, string>>;

/** The parameters that name what requests are about, by their methods: `Mcp-Name` repeats them. */
export const namesOfRequests: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
]);

/**
 * Whether a request is one of an earlier revision: it says nothing of itself in `_meta`, and either begins with
 * `initialize` or names in its header the revision that was agreed on then.
 */
export function isEarlier({ method, params }: RpcRequest, headers: HeaderFields): boolean {
  const meta = params['_meta'];
  const version = headers['mcp-protocol-version'];
  const named = isRecord(meta) ? meta[metaKeys.protocolVersion] : undefined;
  if (named !== undefined) return named === version && earlierRevisions.includes(version);
  return method === 'initialize' || namesEarlier(headers);
}

/** Whether the headers name an earlier revision. */
export function namesEarlier(headers: HeaderFields): boolean {
  const version = headers['mcp-protocol-version'];
  return version !== undefined && earlierRevisions.includes(version);
}

/**
 * What is wrong with what a request of the modern revision says of itself; `undefined`: nothing. Without headers, where
 * the transport has none, there is nothing to compare.
 */
export function checkRequest(
  request: RpcRequest,
  headers?: HeaderFields,
  names: ReadonlyMap<string, string> = namesOfRequests,
): RpcError | undefined {
  const meta = request.params['_meta'];
  if (!isRecord(meta)) return invalidParams('"params._meta" is required', 400);
  const version = meta[metaKeys.protocolVersion];
  if (typeof version !== 'string')
    return invalidParams(`"params._meta" must have the string "${metaKeys.protocolVersion}"`, 400);
  if (!isRecord(meta[metaKeys.clientCapabilities]))
    return invalidParams(`"params._meta" must have the object "${metaKeys.clientCapabilities}"`, 400);
  return checkVersion(version, headers) ?? (headers && checkHeaders(request, headers, names));
}

/** The error of a request whose headers say something else than its body. */
export function headerMismatch(what: string): RpcError {
  return { code: rpcCodes.headerMismatch, message: `Header mismatch: ${what}`, status: 400 };
}

function checkVersion(version: string, headers: HeaderFields | undefined): RpcError | undefined {
  const field = headers === undefined ? version : headers['mcp-protocol-version'];
  if (field !== version) return differs('MCP-Protocol-Version', field, version);
  if (version === modernRevision) return undefined;
  return {
    code: rpcCodes.unsupportedVersion,
    message: `Unsupported protocol version ${show(version)}; there are ${revisions.join(', ')}`,
    data: { supported: revisions, requested: version },
    status: 400,
  };
}

function checkHeaders(
  { method, params }: RpcRequest,
  headers: HeaderFields,
  names: ReadonlyMap<string, string>,
): RpcError | undefined {
  const asked = headers['mcp-method'];
  if (asked !== method) return differs('Mcp-Method', asked, method);
  const member = names.get(method);
  if (member === undefined) return undefined;
  const name = params[member];
  if (typeof name !== 'string') return invalidParams(`"params.${member}" must be a string`, 400);
  const field = headers['mcp-name'];
  return field !== undefined && mirroredText(field) === name ? undefined : differs('Mcp-Name', field, name);
}

function differs(header: string, field: string | undefined, value: string): RpcError {
  return headerMismatch(
    field === undefined
      ? `the ${header} header is missing; send ${show(value)}`
      : `the ${header} header is ${show(field)}, the body says ${show(value)}`,
  );
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
