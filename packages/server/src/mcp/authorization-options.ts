/**
 * Where clients get the tokens that `authenticate` takes: the metadata of a protected resource (RFC 9728). Whether a
 * token was issued for this very resource is for `authenticate` to check.
 */
export interface McpAuthorization {
  /** The address under which clients know the endpoint: `https://tools.example.com/mcp`. Tokens must be for it. */
  readonly resource: string;
  /** The issuers of its tokens: one at least. */
  readonly authorizationServers: readonly string[];
  /** Scopes that clients may ask for from the start; not `offline_access`. @default none are named */
  readonly scopesSupported?: readonly string[];
  /** The scopes that a 401 asks for. @default none: clients take `scopesSupported` */
  readonly firstScopes?: readonly string[];
  /** The scope that grants a permission of tools, for the challenge of a caller who lacks it. @default the permission */
  readonly scopeOf?: (permission: string) => string;
  /** What the resource is called, for people. */
  readonly resourceName?: string;
  /** Where people read about it. */
  readonly resourceDocumentation?: string;
}
