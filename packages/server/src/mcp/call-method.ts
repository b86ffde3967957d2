import type { CallOptions, ToolResult } from '@toolwright/core';
import { callResult, declinedMembers } from './call-result.ts';
import type { Carrier, Method, MethodParts } from './method.ts';
import { paramMismatch } from './param-headers.ts';
import { metaKeys, rpcCodes } from './protocol.ts';
import { headerMismatch } from './request-check.ts';
import type { Answers, StateOwner } from './request-state.ts';
import { isId, isRecord } from './rpc-message.ts';
import type { RpcId, RpcParams } from './rpc-message.ts';
import { errorReply, errorText, invalidParams, resultReply, resultText } from './rpc-reply.ts';
import type { RpcError } from './rpc-reply.ts';
import type { Response } from './tool-caller.ts';
import type { Era } from './paged-list.ts';
import type { McpTool } from './tool-catalogue.ts';
import { traceHeaders } from './trace-headers.ts';

/** What a request asks for, once its parameters have been read. */
interface Wanted {
  readonly tool: McpTool;
  readonly input: RpcParams;
  readonly meta: RpcParams;
  readonly progressToken: RpcId | undefined;
}

/** A call under way, as its response must know it. */
interface Running {
  readonly tool: McpTool;
  readonly id: RpcId;
  readonly era: Era;
  readonly owner: StateOwner;
  readonly answers: Answers;
  readonly capabilities: RpcParams;
}

/** `tools/call`, for clients of one era. */
export function callMethod(parts: MethodParts, era: Era): Method {
  return (request, { id, params, mirrored }) => {
    const wanted = read(parts, params, era);
    if ('code' in wanted) return errorReply(id, wanted);
    const { tool, input, meta, progressToken } = wanted;
    const refused = era === 'modern' ? refusal(wanted, mirrored ? request : undefined) : undefined;
    if (refused !== undefined) return errorReply(id, refused);
    const owner = { tool: tool.description.name, input, principal: request.principal };
    const brought = parts.asking.read(era === 'modern' ? params : {}, owner);
    if (brought.kind === 'refused') return errorReply(id, brought.error);
    if (brought.kind === 'declined')
      return resultReply(id, `{"resultType":"complete",${declinedMembers()},${metaOf(parts, era)}}`);
    const { answers } = brought;
    const capabilities = (meta[metaKeys.clientCapabilities] ?? {}) as RpcParams;
    const options: CallOptions = {
      ...request.callOptions(),
      headers: traceHeaders(meta, request.headers),
      // Rails keep a call that brings answers apart: one that brings none is as good as over REST.
      ...(Object.keys(answers).length > 0 && { answers }),
    };
    return parts.caller.call(request, { tool, input, options, progressToken }, (result) =>
      response(parts, { tool, id, era, owner, answers, capabilities }, result),
    );
  };
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

/** The response to what a call came to. Never throws: a result that cannot be written is the tool's defect. */
function response(parts: MethodParts, running: Running, result: ToolResult): Response {
  const { tool, id, era } = running;
  try {
    return answered(parts, running, result);
  } catch (error) {
    const { name } = tool.description;
    parts.logger.error('The result of a tool cannot be written as JSON', { tool: name, era, error });
    const message = `The result of "${name}" could not be written. The cause is in the log of the service.`;
    return { status: 500, text: errorText(id, { code: rpcCodes.internalError, message, status: 500 }) };
  }
}

function answered(parts: MethodParts, running: Running, result: ToolResult): Response {
  const { tool, id, era, capabilities } = running;
  const meta = metaOf(parts, era, result);
  if (result.status === 'input_required' && era === 'modern') {
    const asked = parts.asking.ask(result.requests, capabilities, running);
    if (asked?.kind === 'refused') return { status: asked.error.status, text: errorText(id, asked.error) };
    if (asked !== undefined) {
      const members = JSON.stringify({ resultType: 'input_required', ...asked.members }).slice(1, -1);
      return { status: 200, text: resultText(id, `{${members},${meta}}`) };
    }
  }
  const kind = era === 'modern' ? '"resultType":"complete",' : '';
  return { status: 200, text: resultText(id, `{${kind}${callResult(tool, result, era)},${meta}}`) };
}

/** The member `_meta` as JSON: who answers, which call it was, and a failure as the record that REST answers with. */
function metaOf({ signature }: MethodParts, era: Era, result?: ToolResult): string {
  const members = era === 'modern' ? [signature] : [];
  if (result !== undefined) members.push(`"toolwright/call":${JSON.stringify(result.metadata)}`);
  if (result?.status === 'error') members.push(`"toolwright/error":${JSON.stringify(result.error)}`);
  return `"_meta":{${members.join(',')}}`;
}
