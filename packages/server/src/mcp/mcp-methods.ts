import type { JsonObject } from '@toolwright/core';
import { callMethod } from './call-method.ts';
import { setLevelMethod } from './earlier/log-levels.ts';
import { extensionCapabilities, extensionMethods } from './extensions.ts';
import { listenMethod } from './updates/listen-method.ts';
import type { Method, MethodParts } from './method.ts';
import { earlierRevisions, revisions } from './protocol.ts';
import { isRecord } from './rpc-message.ts';
import { errorReply, invalidParams, resultReply } from './rpc-reply.ts';
import { completeMethod } from './offers/completion-method.ts';
import { getMethod, readMethod } from './offers/offer-methods.ts';
import type { Era, PagedList } from './paged-list.ts';

/** The methods by their names, for clients of each era. */
export type McpMethods = Readonly<Record<Era, ReadonlyMap<string, Method>>>;

type Named = readonly (readonly [string, Method])[];

/** The methods of every revision that is served. */
export function mcpMethods(parts: MethodParts): McpMethods {
  const { instructions, catalogue, subscriptions } = parts;
  const capabilities = {
    ...capabilitiesOf(parts, subscriptions !== undefined),
    ...extensionCapabilities(parts.extensions),
  };
  const discovered = JSON.stringify({ supportedVersions: revisions, capabilities, instructions }).slice(
    1,
    -1,
  );
  const cached = cachedMembers(parts, catalogue.list);
  return {
    modern: new Map<string, Method>([
      ['server/discover', (_, { id }) => resultReply(id, `{${discovered},${cached}}`)],
      ...named(subscriptions && [['subscriptions/listen', listenMethod(parts, subscriptions)]]),
      ...sharedMethods(parts, 'modern'),
      ...extensionMethods(parts.extensions),
    ]),
    earlier: new Map<string, Method>([
      ['initialize', initializeMethod(parts)],
      ['ping', (_, { id }) => resultReply(id, '{}')],
      ...sessionMethods(parts),
      ...sharedMethods(parts, 'earlier'),
    ]),
  };
}

/** What is served, and nothing else. */
function capabilitiesOf({ offers }: MethodParts, tellsChanges: boolean): JsonObject {
  const listChanged = tellsChanges && { listChanged: true };
  return {
    tools: { ...listChanged },
    ...(offers.hasResources && { resources: { ...listChanged, ...(tellsChanges && { subscribe: true }) } }),
    ...(offers.hasPrompts && { prompts: { ...listChanged } }),
    ...(offers.completes && { completions: {} }),
  };
}

/** The methods that every revision has, of what is served. */
function sharedMethods(parts: MethodParts, era: Era): Named {
  const { catalogue, offers } = parts;
  const list = (of: () => PagedList): Method => listMethod(parts, of, era);
  return [
    ['tools/list', list(() => catalogue.list)],
    ['tools/call', callMethod(parts, era)],
    ...named(
      offers.hasResources && [
        ['resources/list', list(() => offers.resourceList)],
        ['resources/templates/list', list(() => offers.templateList)],
        ['resources/read', readMethod(parts, era)],
      ],
    ),
    ...named(
      offers.hasPrompts && [
        ['prompts/list', list(() => offers.promptList)],
        ['prompts/get', getMethod(parts, era)],
      ],
    ),
    ...named(offers.completes && [['completion/complete', completeMethod(parts, era)]]),
  ];
}

/** The methods of earlier revisions that are about their sessions. */
function sessionMethods({ levels, conversations, sessions }: MethodParts): Named {
  return [
    ...named(levels && [['logging/setLevel', setLevelMethod(levels, conversations)]]),
    ...named(
      sessions && [
        ['resources/subscribe', sessions.method('subscribe')],
        ['resources/unsubscribe', sessions.method('unsubscribe')],
      ],
    ),
  ];
}

function named(methods: Named | false | undefined): Named {
  return methods === false || methods === undefined ? [] : methods;
}

/** What a modern result says beside its own members, where clients may keep it. */
function cachedMembers({ signature, listTtlMs, authenticated }: MethodParts, list: PagedList): string {
  const scope = !authenticated && list.isOpen ? 'public' : 'private';
  return `"resultType":"complete","ttlMs":${listTtlMs},"cacheScope":"${scope}","_meta":{${signature}}`;
}

/**
 * `initialize`: agrees on the revision that the client wants, else on the newest that begins like this. A client that can
 * be asked gets a session, whose id says so. Without headers there is no stream of changes to open.
 */
function initializeMethod(parts: MethodParts): Method {
  const { conversations, instructions, serverInfo, levels, sessions } = parts;
  const logging = levels !== undefined && { logging: {} };
  const plain = { ...capabilitiesOf(parts, false), ...logging };
  const whole = { ...capabilitiesOf(parts, sessions !== undefined), ...logging };
  return ({ principal }, { id, params, mirrored }) => {
    const { protocolVersion: wanted, capabilities: can } = params;
    if (typeof wanted !== 'string')
      return errorReply(id, invalidParams('"params.protocolVersion" must be a string', 200));
    const protocolVersion = earlierRevisions.includes(wanted) ? wanted : earlierRevisions[0];
    const capabilities = mirrored ? whole : plain;
    const session = isRecord(can) ? conversations.sessionFor(can, principal) : undefined;
    const headers = session === undefined ? [] : ['mcp-session-id', session];
    const result = { protocolVersion, capabilities, serverInfo, instructions };
    return resultReply(id, JSON.stringify(result), headers);
  };
}

/** A list, as it is when it is asked for. */
function listMethod(parts: MethodParts, of: () => PagedList, era: Era): Method {
  return ({ principal }, { id, params }) => {
    const list = of();
    const page = list.page(principal, params['cursor'], era);
    if (page === undefined)
      return errorReply(id, invalidParams('"params.cursor" is none of this list; begin without one', 200));
    return resultReply(id, era === 'modern' ? `{${page},${cachedMembers(parts, list)}}` : `{${page}}`);
  };
}
