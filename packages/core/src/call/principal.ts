import type { JsonObject } from '../json/json-value.ts';

/** Who calls, as the server's `authenticate` (or the program itself) says. */
export interface Principal {
  /** Names the caller; stable. */
  readonly subject: string;
  /** The tenant the caller acts for unless it chooses another of `tenants`. */
  readonly tenant?: string;
  /** Every tenant the caller may act for. */
  readonly tenants?: readonly string[];
  readonly permissions: readonly string[];
  readonly claims?: JsonObject;
}

/** The other end of the wire. */
export interface Peer {
  /** The caller's address; from a forwarded header only when a listed trusted proxy says it. */
  readonly address?: string;
}

/** Whether the caller holds a permission. One without a list of them holds none, whatever its type says. */
export function holds(principal: Principal | undefined, permission: string): boolean {
  return Array.isArray(principal?.permissions) && principal.permissions.includes(permission);
}
