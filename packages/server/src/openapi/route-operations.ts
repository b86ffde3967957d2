import { invalidOption } from '@toolwright/core';
import type { JsonObject } from '@toolwright/core';
import type { Route } from '../routing/route.ts';
import type { PlacedOperation } from './tool-operations.ts';

type Described = Route & { readonly openapi: JsonObject };

/**
 * The operations of the routes that describe themselves; the others are not in the document. What a route leaves out is
 * filled in: its tag, the names in its path, and that a probe needs no credentials.
 *
 * @throws `INVALID_OPTIONS` for a description without responses.
 */
export function routeOperations(routes: readonly Route[]): readonly PlacedOperation[] {
  return routes.filter(isDescribed).map((route) => {
    const { method, path, access, openapi } = route;
    if (!isRecord(openapi['responses']))
      throw invalidOption(`openapi of ${method} ${path}`, 'an operation with its responses', openapi);
    const parameters = parametersOf(path, openapi['parameters']);
    const operation = {
      tags: ['service'],
      ...(access === 'probe' && { security: [] }),
      ...openapi,
      ...(parameters.length > 0 && { parameters }),
    };
    return { path, method: method.toLowerCase(), operation };
  });
}

function isDescribed(route: Route): route is Described {
  return route.openapi !== undefined;
}

function parametersOf(path: string, given: unknown): readonly JsonObject[] {
  const said = (Array.isArray(given) ? given : []) as readonly JsonObject[];
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
  const unsaid = names.filter((name) => !said.some((one) => one['in'] === 'path' && one['name'] === name));
  const plain = unsaid.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return [...plain, ...said];
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
