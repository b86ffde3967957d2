import type { Awaitable, JsonObject } from '@toolwright/core';
import type { Reply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';

/** One thing that the server answers. Host, origin and caller have been checked when it is asked. */
export interface Route {
  /** In capitals. `GET` answers `HEAD` too. */
  readonly method: string;
  /** `/mcp`, or with names for segments: `/users/{id}`. A path without names goes before one with. */
  readonly path: string;
  /**
   * Who may ask. `caller`: whoever `authenticate` knows, and anybody when the server has none. `anyone`: everybody, and
   * a caller who says who it is, is known. `probe`: everybody, and nobody is asked. @default 'caller'
   */
  readonly access?: 'caller' | 'anyone' | 'probe';
  /** Further parameters of the `Bearer` challenge when credentials are missing or bad: `scope="read"`. @default none */
  readonly challenge?: string;
  /**
   * An OpenAPI operation, with its `responses`: puts the route into `/openapi.json`. Names in the path that it does not
   * describe are text; without `tags` it is tagged `service`. @default the document does not tell of it
   */
  readonly openapi?: JsonObject;
  /** Answers. What it throws becomes a problem. */
  handle(request: ServerRequest): Awaitable<Reply>;
}
