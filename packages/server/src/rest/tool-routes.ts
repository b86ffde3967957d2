import { invalidOption } from '@toolwright/core';
import type { JsonObject, ToolDescription } from '@toolwright/core';
import { jsonTextReply } from '../reply/reply.ts';
import { resultReply } from '../reply/result-reply.ts';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Route } from '../routing/route.ts';
import { ToolEndpoint } from './tool-endpoint.ts';
import type { EndpointParts } from './tool-endpoint.ts';
import { placeOf, takesBody } from './tool-place.ts';
import type { ToolGroup } from './tool-place.ts';
import { toolLister } from './visible-tools.ts';

/** What the routes of the tools need. */
export interface ToolRouteParts extends EndpointParts {
  readonly tools: readonly ToolDescription[];
  readonly groups: ReadonlyMap<string, ToolGroup>;
}

/** Every tool's routes, and the list of the tools. */
export function toolRoutes(parts: ToolRouteParts): readonly Route[] {
  const list = toolLister(parts.tools);
  return [
    { method: 'GET', path: '/tools', handle: ({ principal }) => jsonTextReply(200, list(principal)) },
    { method: 'POST', path: '/tools/{name}', handle: (request) => unknownTool(request, parts) },
    { method: 'GET', path: '/tools/{name}', handle: (request) => unknownTool(request, parts) },
    ...parts.tools.flatMap((tool) => routesOf(new ToolEndpoint(tool, parts), parts.groups.get(tool.name))),
  ];
}

function routesOf(endpoint: ToolEndpoint, group: ToolGroup | undefined): readonly Route[] {
  const { tool } = endpoint;
  const path = `/tools/${tool.name}`;
  const routes: Route[] = [
    { method: 'POST', path, handle: (request) => endpoint.withBody(request) },
    { method: 'POST', path: `${path}/answers`, handle: (request) => endpoint.withAnswers(request) },
  ];
  if (tool.kind === 'query')
    routes.push({ method: 'GET', path, handle: (request) => endpoint.withQuery(request) });
  const place = placeOf(tool, group);
  if (place === undefined) return routes;
  checkNames(tool, place.path);
  const hasBody = takesBody(place.method);
  const handle = (request: ServerRequest): Promise<Reply> =>
    endpoint.withPath(request, hasBody, place.status);
  return [...routes, { method: place.method, path: place.path, handle }];
}

/**
 * The kernel knows how to say which tools there are, of those that the caller may call. A tool that is there is served
 * under its name as it is written: a name in percent codes must not lead around what is checked for its route.
 */
async function unknownTool(request: ServerRequest, { toolbox, now }: ToolRouteParts): Promise<Reply> {
  const { name = '' } = request.params;
  if (toolbox.info(name) !== undefined) {
    const detail = `Write the name as it is: /tools/${name}`;
    return request.refuse({ status: 404, code: 'NOT_FOUND', detail });
  }
  const result = await toolbox.dispatch(name, {}, request.callOptions());
  if (result.status === 'error') return resultReply(request, result, { status: 200, now });
  const detail = `There is no tool ${JSON.stringify(name.slice(0, 128))}`;
  return request.refuse({ status: 404, code: 'NOT_FOUND', detail });
}

/** A name in a path that is no field of the input could never reach the tool. */
function checkNames(tool: ToolDescription, path: string): void {
  const { properties } = tool.inputSchema;
  if (properties === undefined) return;
  for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
    if (!Object.hasOwn(properties as JsonObject, name))
      throw invalidOption(`http.path of "${tool.name}"`, 'a path whose names are fields of the input', name);
  }
}
