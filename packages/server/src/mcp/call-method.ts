import type { ToolResult } from '@toolwright/core';
import { callResult, declinedMembers } from './call-result.ts';
import { LogFeed } from './earlier/log-feed.ts';
import { begin, denied, question, resultResponse, written } from './exchange.ts';
import type { Begun, Exchange } from './exchange.ts';
import type { Reply } from '../reply/reply.ts';
import type { Carrier, Method, MethodParts } from './method.ts';
import { paramMismatch } from './param-headers.ts';
import { metaKeys, rpcCodes } from './protocol.ts';
import { headerMismatch } from './request-check.ts';
import { isId, isRecord } from './rpc-message.ts';
import type { RpcId, RpcParams } from './rpc-message.ts';
import { errorReply, invalidParams } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';
import { responseReply } from './rpc-reply.ts';
import type { Response } from './rpc-reply.ts';
import type { Era } from './paged-list.ts';
import type { ToolCall } from './tool-caller.ts';
import type { McpTool } from './tool-catalogue.ts';

/** What a request asks for, once its parameters have been read. */
interface Wanted {
  readonly tool: McpTool;
  readonly input: RpcParams;
  readonly meta: RpcParams;
  readonly progressToken: RpcId | undefined;
}

/** `tools/call`, for clients of one era. */
export function callMethod(parts: MethodParts, era: Era): Method {
  return (request, asked) => {
    const { id, params } = asked;
    const wanted = read(parts, params, era);
    if ('code' in wanted) return errorReply(id, wanted);
    const { tool, input, progressToken } = wanted;
    const refused = era === 'modern' ? refusal(wanted, asked.mirrored ? request : undefined) : undefined;
    if (refused !== undefined) return errorReply(id, refused);
    const { name, permissions } = tool.description;
    const run = (begun: Begun): Reply | Promise<Reply> => {
      if (begun.kind === 'refused') return errorReply(id, begun.error);
      if (begun.kind === 'declined')
        return responseReply(resultResponse(parts, { id, era }, declinedMembers()));
      const { exchange } = begun;
      const logs = era === 'earlier' ? logsOf(parts, request) : undefined;
      const call: ToolCall = {
        tool,
        input,
        options: logs === undefined ? exchange.options : { ...exchange.options, logger: logs.logger },
        progressToken,
        asks: era === 'earlier',
        logs,
      };
      return parts.caller.call(request, call, (result) =>
        written(parts, exchange, () => response(parts, exchange, tool, result)),
      );
    };
    const begun = begin(parts, request, asked, { era, name, input, permissions });
    return begun instanceof Promise ? begun.then(run) : run(begun);
  };
}

function logsOf({ levels }: MethodParts, { headers }: Carrier): LogFeed | undefined {
  const level = levels?.of(headers['mcp-session-id']);
  return level === undefined ? undefined : new LogFeed(level);
}

function response(parts: MethodParts, exchange: Exchange, tool: McpTool, result: ToolResult): Response {
  return (
    denied(parts, exchange, result) ??
    question(parts, exchange, result) ??
    resultResponse(parts, exchange, callResult(tool, result, exchange.era), result)
  );
}

function read({ catalogue }: MethodParts, params: RpcParams, era: Era): Wanted | RpcError {
  const { name, arguments: input = {}, _meta: meta = {} } = params;
  if (typeof name !== 'string' || !isRecord(input) || !isRecord(meta))
    return invalidParams('"params" must be {"name": "<tool>", "arguments": {…}}', 400);
  const { progressToken } = meta;
  if (progressToken !== undefined && !isId(progressToken))
    return invalidParams('"progressToken" must be a string or an integer', 400);
  const tool = catalogue.find(name, era);
  if (tool === undefined) return invalidParams(`Unknown tool: ${name.slice(0, 128)}`, 200);
  return { tool, input, meta, progressToken };
}

/** What a call lacks that only this tool asks for. */
function refusal({ tool, input, meta }: Wanted, mirror: Carrier | undefined): RpcError | undefined {
  const mismatch = mirror && paramMismatch(tool.paramHeaders, input, mirror.headers);
  if (mismatch !== undefined) return headerMismatch(mismatch);
  const declared = meta[metaKeys.clientCapabilities] as RpcParams;
  const { requires = {} } = tool.options;
  const missing = Object.entries(requires).filter(([name]) => !Object.hasOwn(declared, name));
  if (missing.length === 0) return undefined;
  return {
    code: rpcCodes.missingClientCapability,
    message: `This tool needs a client with the capabilities ${missing.map(([name]) => name).join(', ')}`,
    data: { requiredCapabilities: Object.fromEntries(missing) },
    status: 400,
  };
}
