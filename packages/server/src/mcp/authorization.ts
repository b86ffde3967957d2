import { invalidOption } from '@toolwright/core';
import type { Principal, ToolResult } from '@toolwright/core';
import { jsonTextReply } from '../reply/reply.ts';
import { mayCall } from '../rest/visible-tools.ts';
import type { Route } from '../routing/route.ts';
import { bearerChallenge } from '../security/authenticate.ts';
import { isLocalName } from '../security/host-names.ts';
import type { McpAuthorization } from './authorization-options.ts';
import { rpcCodes } from './protocol.ts';
import type { RpcError } from './rpc-reply.ts';

/** Why a call is refused over HTTP, rather than answered with a result that says so. */
export interface Denial {
  readonly error: RpcError;
  readonly headers: readonly string[];
}

/** What permissions stand before. */
export interface Guarded {
  readonly name: string;
  readonly permissions: readonly string[];
}

/** The endpoint as a protected resource: what it tells clients that lack a token, or a scope. */
export interface Authorization {
  /** The documents in which clients read where tokens come from. */
  readonly routes: readonly Route[];
  /** What every 401 of the endpoint says beside its scheme. */
  readonly challenge: string;
  /** What is said to a caller who lacks a permission; `undefined` where the result says something else. */
  denialOf(guarded: Guarded, principal: Principal | undefined, result: ToolResult): Denial | undefined;
}

const wellKnown = '/.well-known/oauth-protected-resource';
// RFC 6749, §3.3: what a scope may be made of; quotes and backslashes are not part of it.
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Describes the endpoint at `path`, and what its offers ask of callers, as a protected resource.
 *
 * @throws `INVALID_OPTIONS` for addresses that are none, and scopes that no challenge can name.
 */
export function authorizationOf(
  options: McpAuthorization,
  path: string,
  offers: readonly Pick<Guarded, 'permissions'>[],
): Authorization {
  const { scopesSupported, firstScopes = [], scopeOf = String } = options;
  const resource = checkedAddress('resource', options.resource);
  const place = resource.pathname === '/' ? '' : resource.pathname;
  const metadata = `resource_metadata="${resource.origin}${wellKnown}${place}"`;
  const document = JSON.stringify({
    resource: options.resource,
    authorization_servers: checkedServers(options.authorizationServers),
    scopes_supported: scopesSupported && checkedScopes('scopesSupported', scopesSupported),
    bearer_methods_supported: ['header'],
    resource_name: options.resourceName,
    resource_documentation: options.resourceDocumentation,
  });
  const paths = new Set([wellKnown, wellKnown + place, wellKnown + path]);
  const handle = () => jsonTextReply(200, document);
  checkedScopes('scopeOf', offers.flatMap(({ permissions }) => permissions).map(scopeOf));
  const first = scopeParameter(checkedScopes('firstScopes', firstScopes));
  return {
    routes: [...paths].map((at) => ({ method: 'GET', path: at, access: 'probe', handle })),
    challenge: [metadata, ...first].join(', '),
    denialOf: (guarded, principal, result) => {
      const code = result.status === 'error' ? result.error.code : undefined;
      if (code !== 'UNAUTHENTICATED' && code !== 'PERMISSION_DENIED') return undefined;
      if (mayCall(guarded, principal)) return undefined;
      const scopes = [...new Set(guarded.permissions.map(scopeOf))];
      return denial(code, metadata, { name: guarded.name, scopes });
    },
  };
}

function denial(
  code: string,
  metadata: string,
  { name, scopes }: { readonly name: string; readonly scopes: readonly string[] },
): Denial {
  const isKnown = code === 'PERMISSION_DENIED';
  const why = isKnown ? ['error="insufficient_scope"'] : [];
  const message = `"${name}" needs a token with the scopes ${scopes.join(', ')}`;
  return {
    error: { code: rpcCodes.invalidRequest, message, status: isKnown ? 403 : 401 },
    headers: bearerChallenge([...why, ...scopeParameter(scopes), metadata].join(', ')),
  };
}

function scopeParameter(scopes: readonly string[]): readonly string[] {
  return scopes.length === 0 ? [] : [`scope="${scopes.join(' ')}"`];
}

function checkedServers(servers: readonly string[]): readonly string[] {
  if (!Array.isArray(servers) || servers.length === 0)
    throw invalidOption('mcp.authorization.authorizationServers', 'one issuer at least', servers);
  for (const server of servers) checkedAddress('authorizationServers', server);
  return servers;
}

function checkedAddress(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocalName(url.hostname));
  if (url !== undefined && isSafe && !value.includes('#') && !value.includes('"')) return url;
  const expected = 'an https address without a fragment, such as "https://tools.example.com/mcp"';
  throw invalidOption(`mcp.authorization.${option}`, expected, value);
}

function checkedScopes(option: string, scopes: readonly string[]): readonly string[] {
  const wrong = scopes.find((scope) => !scopeToken.test(scope) || scope === 'offline_access');
  if (wrong === undefined) return scopes;
  throw invalidOption(`mcp.authorization.${option}`, 'scopes of the resource, without spaces', wrong);
}
