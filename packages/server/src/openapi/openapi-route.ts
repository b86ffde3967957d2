import type { Principal, ToolDescription } from '@toolwright/core';
import { jsonTextReply } from '../reply/reply.ts';
import { mayCall } from '../rest/visible-tools.ts';
import type { Route } from '../routing/route.ts';
import { openApiDocument } from './openapi-document.ts';
import type { OpenApiParts } from './openapi-document.ts';

/** `GET /openapi.json`: the document of the tools that the caller may call; written once where that is all of them. */
export function openApiRoute(tools: readonly ToolDescription[], parts: OpenApiParts): Route {
  let whole: string | undefined;
  const textFor = (principal: Principal | undefined): string => {
    const visible = tools.filter((tool) => mayCall(tool, principal));
    if (visible.length < tools.length) return JSON.stringify(openApiDocument(visible, parts));
    return (whole ??= JSON.stringify(openApiDocument(tools, parts)));
  };
  return {
    method: 'GET',
    path: '/openapi.json',
    handle: ({ principal }) => jsonTextReply(200, textFor(principal)),
  };
}
