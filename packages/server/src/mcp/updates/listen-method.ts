import type { Method, MethodParts } from '../method.ts';
import { metaKeys } from '../protocol.ts';
import { isRecord } from '../rpc-message.ts';
import type { RpcId } from '../rpc-message.ts';
import { errorReply, invalidParams, resultText } from '../rpc-reply.ts';
import type { Wanted } from './subscription.ts';
import { tooMany } from './subscriptions.ts';
import type { Frame, Subscriptions } from './subscriptions.ts';

// What one stream may subscribe to.
const mostUris = 1_000;

/** `subscriptions/listen`. */
export function listenMethod({ signature, offers }: MethodParts, subscriptions: Subscriptions): Method {
  return (carrier, { id, params: { notifications } }) => {
    const filter = readFilter(notifications);
    if (filter === undefined) return errorReply(id, malformed);
    const wanted = {
      tools: filter.tools,
      prompts: filter.prompts && offers.hasPrompts,
      resources: filter.resources && offers.hasResources,
      uris: subscriptions.allowed(filter.uris, carrier),
    };
    const reply = subscriptions.stream(carrier, () => wanted, frameOf(id, wanted, signature));
    return reply ?? errorReply(id, tooMany);
  };
}

function frameOf(id: RpcId, { tools, prompts, resources, uris }: Wanted, signature: string): Frame {
  const meta = { [metaKeys.subscriptionId]: id };
  const notifications = {
    ...(tools && { toolsListChanged: true }),
    ...(prompts && { promptsListChanged: true }),
    ...(resources && { resourcesListChanged: true }),
    ...(uris.size > 0 && { resourceSubscriptions: [...uris] }),
  };
  return {
    meta,
    first: JSON.stringify({
      jsonrpc: '2.0',
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: meta, notifications },
    }),
    last: resultText(
      id,
      `{"resultType":"complete","_meta":{${signature},"${metaKeys.subscriptionId}":${JSON.stringify(id)}}}`,
    ),
  };
}

interface Filter {
  readonly tools: boolean;
  readonly prompts: boolean;
  readonly resources: boolean;
  readonly uris: readonly string[];
}

function readFilter(given: unknown): Filter | undefined {
  if (!isRecord(given)) return undefined;
  const {
    toolsListChanged: tools,
    promptsListChanged: prompts,
    resourcesListChanged: resources,
    resourceSubscriptions: uris = [],
  } = given;
  if (!Array.isArray(uris) || uris.length > mostUris || !uris.every((uri) => typeof uri === 'string'))
    return undefined;
  return { tools: tools === true, prompts: prompts === true, resources: resources === true, uris };
}

const malformed = invalidParams(
  `"params.notifications" must be an object; its "resourceSubscriptions" ${mostUris} URIs at most`,
  400,
);
