import type { JsonObject } from '@toolwright/core';
import { callMethod } from './call-method.ts';
import { setLevelMethod } from './earlier/log-levels.ts';
import type { Method, MethodParts } from './method.ts';
import { earlierRevisions, revisions } from './protocol.ts';
import { isRecord } from './rpc-message.ts';
import { errorReply, invalidParams, resultReply } from './rpc-reply.ts';
import { completeMethod } from './offers/completion-method.ts';
import { getMethod, readMethod } from './offers/offer-methods.ts';
import type { Era, PagedList } from './paged-list.ts';

/** The methods by their names, for clients of each era. */
export type McpMethods = Readonly<Record<Era, ReadonlyMap<string, Method>>>;

/** The methods of every revision that is served. */
export function mcpMethods(parts: MethodParts): McpMethods {
  const { instructions, serverInfo, catalogue, conversations, levels } = parts;
  const capabilities = capabilitiesOf(parts);
  const earlier = { ...capabilities, ...(levels !== undefined && { logging: {} }) };
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
      ['initialize', initializeMethod(parts, { capabilities: earlier, serverInfo, instructions })],
      ...(levels === undefined
        ? []
        : ([['logging/setLevel', setLevelMethod(levels, conversations)]] as const)),
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

/**
 * `initialize`: agrees on the revision that the client wants, else on the newest that begins like this. A client that can
 * be asked gets a session, whose id says so.
 */
function initializeMethod({ conversations }: MethodParts, rest: object): Method {
  return ({ principal }, { id, params }) => {
    const { protocolVersion: wanted, capabilities } = params;
    if (typeof wanted !== 'string')
      return errorReply(id, invalidParams('"params.protocolVersion" must be a string', 200));
    const protocolVersion = earlierRevisions.includes(wanted) ? wanted : earlierRevisions[0];
    const session = isRecord(capabilities) ? conversations.sessionFor(capabilities, principal) : undefined;
    const headers = session === undefined ? [] : ['mcp-session-id', session];
    return resultReply(id, JSON.stringify({ protocolVersion, ...rest }), headers);
  };
}

/** A list; `rest` is what every page says beside it. */
function listMethod(list: PagedList, era: Era, rest: string): Method {
  return ({ principal }, { id, params }) => {
    const page = list.page(principal, params['cursor'], era);
    if (page !== undefined) return resultReply(id, `{${page}${rest}}`);
    return errorReply(id, invalidParams('"params.cursor" is none of this list; begin without one', 200));
  };
}
