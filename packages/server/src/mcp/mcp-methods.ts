import type { JsonObject } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import { callMethod } from './call-method.ts';
import type { Asked, Method, MethodParts } from './method.ts';
import { earlierRevisions, revisions } from './protocol.ts';
import { errorReply, invalidParams, resultReply } from './rpc-reply.ts';
import { completeMethod } from './offers/completion-method.ts';
import { getMethod, readMethod } from './offers/offer-methods.ts';
import type { Era, PagedList } from './paged-list.ts';

/** The methods by their names, for clients of each era. */
export type McpMethods = Readonly<Record<Era, ReadonlyMap<string, Method>>>;

/** The methods of every revision that is served. */
export function mcpMethods(parts: MethodParts): McpMethods {
  const { instructions, serverInfo, catalogue } = parts;
  const capabilities = capabilitiesOf(parts);
  const discovered = JSON.stringify({ supportedVersions: revisions, capabilities, instructions }).slice(
    1,
    -1,
  );
  const cached = cachedMembers(parts, catalogue.list);
  return {
    modern: new Map<string, Method>([
      ['server/discover', (_, { id }) => resultReply(id, `{${discovered},${cached}}`)],
      ...sharedMethods(parts, 'modern'),
    ]),
    earlier: new Map<string, Method>([
      ['initialize', (_, asked) => initialized(asked, { capabilities, serverInfo, instructions })],
      ['ping', (_, { id }) => resultReply(id, '{}')],
      ...sharedMethods(parts, 'earlier'),
    ]),
  };
}

/** What is served, and nothing else. */
function capabilitiesOf({ offers }: MethodParts): JsonObject {
  return {
    tools: {},
    ...(offers.hasResources && { resources: {} }),
    ...(offers.hasPrompts && { prompts: {} }),
    ...(offers.completes && { completions: {} }),
  };
}

/** The methods that every revision has, of what is served. */
function sharedMethods(parts: MethodParts, era: Era): readonly (readonly [string, Method])[] {
  const { catalogue, offers } = parts;
  const list = (of: PagedList): Method =>
    listMethod(of, era, era === 'modern' ? `,${cachedMembers(parts, of)}` : '');
  return [
    ['tools/list', list(catalogue.list)],
    ['tools/call', callMethod(parts, era)],
    ...(offers.hasResources
      ? ([
          ['resources/list', list(offers.resourceList)],
          ['resources/templates/list', list(offers.templateList)],
          ['resources/read', readMethod(parts, era)],
        ] as const)
      : []),
    ...(offers.hasPrompts
      ? ([
          ['prompts/list', list(offers.promptList)],
          ['prompts/get', getMethod(parts, era)],
        ] as const)
      : []),
    ...(offers.completes ? ([['completion/complete', completeMethod(parts, era)]] as const) : []),
  ];
}

/** What a modern result says beside its own members, where clients may keep it. */
function cachedMembers({ signature, listTtlMs, authenticated }: MethodParts, list: PagedList): string {
  const scope = !authenticated && list.isOpen ? 'public' : 'private';
  return `"resultType":"complete","ttlMs":${listTtlMs},"cacheScope":"${scope}","_meta":{${signature}}`;
}

/** Agrees on the revision that the client wants, else on the newest that begins like this. */
function initialized({ id, params }: Asked, rest: object): Reply {
  const { protocolVersion: wanted } = params;
  if (typeof wanted !== 'string')
    return errorReply(id, invalidParams('"params.protocolVersion" must be a string', 200));
  const protocolVersion = earlierRevisions.includes(wanted) ? wanted : earlierRevisions[0];
  return resultReply(id, JSON.stringify({ protocolVersion, ...rest }));
}

/** A list; `rest` is what every page says beside it. */
function listMethod(list: PagedList, era: Era, rest: string): Method {
  return ({ principal }, { id, params }) => {
    const page = list.page(principal, params['cursor'], era);
    if (page !== undefined) return resultReply(id, `{${page}${rest}}`);
    return errorReply(id, invalidParams('"params.cursor" is none of this list; begin without one', 200));
  };
}
