import type { JsonObject, Logger, ToolResult } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import { callResult } from './call-result.ts';
import { paramMismatch } from './param-headers.ts';
import { earlierRevisions, metaKeys, revisions, rpcCodes } from './protocol.ts';
import { headerMismatch } from './request-check.ts';
import { isRecord } from './rpc-message.ts';
import type { RpcId, RpcParams } from './rpc-message.ts';
import { errorReply, errorText, invalidParams, resultReply, resultText } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';
import type { Response, ToolCaller } from './tool-caller.ts';
import type { Era, McpTool, ToolCatalogue } from './tool-catalogue.ts';
import { traceHeaders } from './trace-headers.ts';

/** A request that has been checked as far as every request is. */
export interface Asked {
  readonly id: RpcId;
  readonly params: RpcParams;
}

/** Answers the requests of one method. */
export type Method = (request: ServerRequest, asked: Asked) => Reply | Promise<Reply>;

/** The methods by their names, for clients of each era. */
export type McpMethods = Readonly<Record<Era, ReadonlyMap<string, Method>>>;

/** What the methods answer from. */
export interface MethodParts {
  readonly catalogue: ToolCatalogue;
  readonly caller: ToolCaller;
  readonly serverInfo: JsonObject;
  readonly instructions: string | undefined;
  readonly listTtlMs: number;
  /** Whether every caller sees the same, and may be shown what another has been shown. */
  readonly isPublic: boolean;
  readonly logger: Logger;
}

// What is served, and nothing else: the list of tools does not change while a server runs.
const capabilities = { tools: {} };

/** The methods of every revision that is served. */
export function mcpMethods(parts: MethodParts): McpMethods {
  const caching = `"ttlMs":${parts.listTtlMs},"cacheScope":"${parts.isPublic ? 'public' : 'private'}"`;
  const signed = `"resultType":"complete","_meta":${JSON.stringify({ [metaKeys.serverInfo]: parts.serverInfo })}`;
  const { instructions, serverInfo } = parts;
  const discovered = JSON.stringify({ supportedVersions: revisions, capabilities, instructions }).slice(
    1,
    -1,
  );
  return {
    modern: new Map<string, Method>([
      ['server/discover', (_, { id }) => resultReply(id, `{${discovered},${caching},${signed}}`)],
      [
        'tools/list',
        (request, asked) => list(parts, request, { asked, era: 'modern', rest: `,${caching},${signed}` }),
      ],
      ['tools/call', (request, asked) => call(parts, request, { asked, era: 'modern' })],
    ]),
    earlier: new Map<string, Method>([
      ['initialize', (_, asked) => initialized(asked, { capabilities, serverInfo, instructions })],
      ['ping', (_, { id }) => resultReply(id, '{}')],
      ['tools/list', (request, asked) => list(parts, request, { asked, era: 'earlier', rest: '' })],
      ['tools/call', (request, asked) => call(parts, request, { asked, era: 'earlier' })],
    ]),
  };
}

/** Agrees on the revision that the client wants, else on the newest that begins like this. */
function initialized({ id, params }: Asked, rest: object): Reply {
  const { protocolVersion: wanted } = params;
  if (typeof wanted !== 'string')
    return errorReply(id, invalidParams('"params.protocolVersion" must be a string', 200));
  const protocolVersion = earlierRevisions.includes(wanted) ? wanted : earlierRevisions[0];
  return resultReply(id, JSON.stringify({ protocolVersion, ...rest }));
}

interface ForEra {
  readonly asked: Asked;
  readonly era: Era;
}

function list(
  { catalogue }: MethodParts,
  request: ServerRequest,
  { asked: { id, params }, era, rest }: ForEra & { readonly rest: string },
): Reply {
  const page = catalogue.page(request.principal, params['cursor'], era);
  if (page !== undefined) return resultReply(id, `{${page}${rest}}`);
  return errorReply(id, invalidParams('"params.cursor" is none of this list; begin without one', 200));
}

function call(parts: MethodParts, request: ServerRequest, { asked, era }: ForEra): Reply | Promise<Reply> {
  const { id, params } = asked;
  const { name, arguments: input = {}, _meta: meta = {} } = params;
  if (typeof name !== 'string' || !isRecord(input) || !isRecord(meta))
    return errorReply(id, invalidParams('"params" must be {"name": "<tool>", "arguments": {…}}', 400));
  const { progressToken } = meta;
  if (
    progressToken !== undefined &&
    typeof progressToken !== 'string' &&
    !Number.isSafeInteger(progressToken)
  )
    return errorReply(id, invalidParams('"progressToken" must be a string or an integer', 400));
  const tool = parts.catalogue.find(name, era);
  if (tool === undefined) return errorReply(id, invalidParams(`Unknown tool: ${name.slice(0, 128)}`, 200));
  const refused = era === 'modern' ? refusal(tool, { input, meta }, request) : undefined;
  if (refused !== undefined) return errorReply(id, refused);
  const options = request.callOptions();
  const headers = traceHeaders(meta, request.headers);
  return parts.caller.call(
    request,
    { tool, input, options: { ...options, headers }, progressToken: progressToken as RpcId | undefined },
    (result) => response(parts, { tool, result, id, era }),
  );
}

/** What a call lacks that only this tool asks for. */
function refusal(
  { options, paramHeaders }: McpTool,
  { input, meta }: { readonly input: RpcParams; readonly meta: RpcParams },
  { headers }: ServerRequest,
): RpcError | undefined {
  const mismatch = paramMismatch(paramHeaders, input, headers);
  if (mismatch !== undefined) return headerMismatch(mismatch);
  const declared = meta[metaKeys.clientCapabilities] as RpcParams;
  const missing = Object.entries(options.requires ?? {}).filter(([name]) => !Object.hasOwn(declared, name));
  if (missing.length === 0) return undefined;
  return {
    code: rpcCodes.missingClientCapability,
    message: `This tool needs a client with the capabilities ${missing.map(([name]) => name).join(', ')}`,
    data: { requiredCapabilities: Object.fromEntries(missing) },
    status: 400,
  };
}

interface Ended extends Pick<ForEra, 'era'> {
  readonly tool: McpTool;
  readonly result: ToolResult;
  readonly id: RpcId;
}

/** The response to what a call came to. Never throws: a result that cannot be written is the tool's defect. */
function response({ serverInfo, logger }: MethodParts, { tool, result, id, era }: Ended): Response {
  try {
    const { error } = result as { readonly error?: object };
    const meta = {
      ...(era === 'modern' && { [metaKeys.serverInfo]: serverInfo }),
      'toolwright/call': result.metadata,
      ...(error !== undefined && { 'toolwright/error': error }),
    };
    const kind = era === 'modern' ? '"resultType":"complete",' : '';
    const text = `{${kind}${callResult(tool, result, era)},"_meta":${JSON.stringify(meta)}}`;
    return { status: 200, text: resultText(id, text) };
  } catch (error) {
    const { name } = tool.description;
    logger.error('The result of a tool cannot be written as JSON', { tool: name, error });
    const message = `The result of "${name}" could not be written. The cause is in the log of the service.`;
    return { status: 500, text: errorText(id, { code: rpcCodes.internalError, message, status: 500 }) };
  }
}
