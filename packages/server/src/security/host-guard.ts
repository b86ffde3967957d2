import { invalidOption } from '@toolwright/core';
import type { Problem } from '../reply/problem.ts';
import { hostNameOf, isAddress, isLocalName } from './host-names.ts';

/** Which requests the server takes for its own. */
export interface HostGuardOptions {
  /** Names beside localhost and plain addresses under which the server is reached; `any` switches the check off. */
  readonly allowedHosts: readonly string[] | 'any';
  /** Origins whose pages may call the server. */
  readonly origins: readonly string[];
}

// Hosts seen to be allowed, so that a check is one look into a set.
const mostRemembered = 1_000;

/** Refuses requests that a page of another site has made a browser send: DNS rebinding and foreign origins. */
export interface HostGuard {
  /** `undefined`: the host may be asked. */
  host(authority: string | undefined): Problem | undefined;
  /** `undefined`: pages of this origin may call a server that is reached as `authority`. */
  origin(origin: string, authority: string | undefined): Problem | undefined;
}

/** @throws `INVALID_OPTIONS` for a host that is no name and an origin that is none. */
export function hostGuard(options: HostGuardOptions): HostGuard {
  const { allowedHosts } = options;
  const allowAny = allowedHosts === 'any';
  const names = new Set(allowAny ? [] : allowedHosts.map(checkedName));
  const origins = new Set(options.origins.map(checkedOrigin));
  const remembered = new Set<string>();
  // Nearly all requests ask for one host, and to compare costs less than to look up.
  let latest: string | undefined;
  const allows = (authority: string): boolean => {
    if (authority === latest) return true;
    if (!remembered.has(authority)) {
      const name = hostNameOf(authority);
      if (name === undefined || !(allowAny || isLocalName(name) || isAddress(name) || names.has(name)))
        return false;
      if (remembered.size < mostRemembered) remembered.add(authority);
    }
    latest = authority;
    return true;
  };
  return {
    host: (authority = '') => (allows(authority) ? undefined : foreignHost(authority)),
    origin: (origin, authority = '') =>
      origins.has(origin) || isSameSite(origin, authority) ? undefined : foreignOrigin(origin),
  };
}

/** The page came from this very host, or from another server on a machine that is asked by its own name. */
function isSameSite(origin: string, authority: string): boolean {
  const [, from] = /^https?:\/\/([^/]+)$/.exec(origin) ?? [];
  if (from === undefined) return false;
  if (from === authority.toLowerCase()) return true;
  const [there, here] = [hostNameOf(from), hostNameOf(authority)];
  return there !== undefined && here !== undefined && isLocalName(there) && isLocalName(here);
}

function checkedName(name: string): string {
  const known = typeof name === 'string' ? hostNameOf(name) : undefined;
  if (known === undefined || known !== name.toLowerCase().replace(/^\[|\]$/g, ''))
    throw invalidOption('allowedHosts', 'host names without a port, such as "api.example.com"', name);
  return known;
}

function checkedOrigin(origin: string): string {
  if (typeof origin === 'string' && URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw invalidOption('cors.origins', 'origins such as "https://app.example.com"', origin);
}

function foreignHost(authority: string): Problem {
  const detail = `This service is not reached as ${show(authority)}; list the name in "allowedHosts" if it should be`;
  return { status: 421, code: 'HOST_NOT_ALLOWED', detail };
}

function foreignOrigin(origin: string): Problem {
  const detail = `Pages of ${show(origin)} may not call this service; list the origin in "cors.origins" if they should`;
  return { status: 403, code: 'ORIGIN_NOT_ALLOWED', detail };
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
