import type { Awaitable } from '@toolwright/core';
import type { ServerRequest } from '../request/server-request.ts';

/** The studio: a page on which people find the tools and try them. */
export interface StudioOptions {
  /** @default true outside production, false in it */
  readonly enabled?: boolean;
  /**
   * Whether people's real data is behind this server. The package reads no environment, so the program says it:
   * `production: process.env['NODE_ENV'] === 'production'`. @default true
   */
  readonly production?: boolean;
  /** Where the page is. @default '/studio' */
  readonly route?: string;
  /**
   * Who gets the page; to others nothing is there. The page itself tells nothing of the tools: it asks for them with
   * the token that its reader gives. @default everybody
   */
  readonly allow?: (request: ServerRequest) => Awaitable<boolean>;
  /** How the page looks until its reader chooses. @default 'auto', as the reader's system has it */
  readonly theme?: 'auto' | 'light' | 'dark';
  readonly authentication?: StudioAuthentication;
  /** Sent with every call. @default { 'x-request-source': 'studio' } */
  readonly defaultHeaders?: Readonly<Record<string, string>>;
  /** Other servers that the page can call; each must list this one's origin in its `cors`. @default none */
  readonly environments?: readonly StudioEnvironment[];
}

/** How the page shows who its reader is. */
export interface StudioAuthentication {
  /** `bearer`: `Authorization: Bearer …`; `api-key`: `X-API-Key: …`. @default 'bearer' */
  readonly type?: 'bearer' | 'api-key';
  /** A token that stands in the page for whoever gets it. Refused in production. @default none */
  readonly default?: string | undefined;
}

/** A server that the page can call. */
export interface StudioEnvironment {
  readonly name: string;
  /** Absolute, without a query: `https://staging.example.com`. */
  readonly url: string;
}
