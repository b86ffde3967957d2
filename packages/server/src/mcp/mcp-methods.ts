import type { Reply } from '../reply/reply.ts';
import { callMethod } from './call-method.ts';
import type { Asked, Method, MethodParts } from './method.ts';
import { earlierRevisions, revisions } from './protocol.ts';
import { errorReply, invalidParams, resultReply } from './rpc-reply.ts';
import type { Era } from './paged-list.ts';

/** The methods by their names, for clients of each era. */
export type McpMethods = Readonly<Record<Era, ReadonlyMap<string, Method>>>;

// What is served, and nothing else: the list of tools does not change while a server runs.
const capabilities = { tools: {} };

/** The methods of every revision that is served. */
export function mcpMethods(parts: MethodParts): McpMethods {
  const { instructions, serverInfo, signature, listTtlMs, isPublic } = parts;
  const scope = isPublic ? 'public' : 'private';
  const cached = `"resultType":"complete","ttlMs":${listTtlMs},"cacheScope":"${scope}","_meta":{${signature}}`;
  const discovered = JSON.stringify({ supportedVersions: revisions, capabilities, instructions }).slice(
    1,
    -1,
  );
  return {
    modern: new Map<string, Method>([
      ['server/discover', (_, { id }) => resultReply(id, `{${discovered},${cached}}`)],
      ['tools/list', listMethod(parts, 'modern', `,${cached}`)],
      ['tools/call', callMethod(parts, 'modern')],
    ]),
    earlier: new Map<string, Method>([
      ['initialize', (_, asked) => initialized(asked, { capabilities, serverInfo, instructions })],
      ['ping', (_, { id }) => resultReply(id, '{}')],
      ['tools/list', listMethod(parts, 'earlier', '')],
      ['tools/call', callMethod(parts, 'earlier')],
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

/** `tools/list`; `rest` is what every page says beside its tools. */
function listMethod({ catalogue }: MethodParts, era: Era, rest: string): Method {
  return ({ principal }, { id, params }) => {
    const page = catalogue.list.page(principal, params['cursor'], era);
    if (page !== undefined) return resultReply(id, `{${page}${rest}}`);
    return errorReply(id, invalidParams('"params.cursor" is none of this list; begin without one', 200));
  };
}
