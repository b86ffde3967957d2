import { Buffer } from 'node:buffer';
import { invalidOption, numberOption } from '@toolwright/core';
import type { Awaitable, Call, JsonObject } from '@toolwright/core';
import type { Annotations, ResourceContents } from '../content.ts';
import { checkCompleters } from './completion.ts';
import type { Completer } from './completion.ts';
import { offerTools } from './offer.ts';
import type { OfferMetadata, OfferTools } from './offer.ts';
import { UriTemplate } from './uri-template.ts';

/** One piece of what is read: text, or bytes. */
export type ResourceContent = {
  /** @default the one that was asked for */
  readonly uri?: string;
  /** @default the resource's */
  readonly mimeType?: string;
} & ({ readonly text: string } | { readonly bytes: Uint8Array });

/** What reading came to: a text, bytes, or several pieces; `undefined`: there is nothing of that URI. */
export type ResourceReading = string | Uint8Array | readonly ResourceContent[] | undefined;

/** The names in the braces of a template. */
export type TemplateVariables<Template extends string> =
  Template extends `${string}{${infer Name}}${infer Rest}` ? Name | TemplateVariables<Rest> : never;

/** A resource as its author writes it. */
export interface ResourceDefinition<Template extends string = never> extends OfferMetadata {
  /** What it is asked for by, where it is one thing: `docs://readme`. Either this or `uriTemplate`. */
  readonly uri?: string;
  /**
   * What they are asked for by, where they are many: `users://{id}/profile`, RFC 6570 level 1. A variable is one segment
   * of a path, decoded: it may hold any character.
   */
  readonly uriTemplate?: Template;
  readonly mimeType?: string;
  readonly annotations?: Annotations;
  /** In bytes. */
  readonly size?: number;
  /** How long clients may keep what they read. @default not at all */
  readonly cache?: {
    /** In milliseconds from 0. */
    readonly ttlMs: number;
    /** `public`: whoever asks gets the same, and caches may share it. @default 'private' */
    readonly scope?: 'public' | 'private';
  };
  /** What suggests values for the variables. @default nothing */
  readonly complete?: { readonly [Name in TemplateVariables<Template>]?: Completer };
  /** Reads it, behind the rails of the toolbox. May ask, as a tool does. */
  readonly read: (context: {
    readonly uri: string;
    readonly variables: Readonly<Record<TemplateVariables<Template>, string>>;
    readonly call: Call;
  }) => Awaitable<ResourceReading>;
}

/** A resource, or many of one form, as `createResource` makes it. */
export interface McpResource extends OfferTools {
  readonly name: string;
  readonly permissions: readonly string[];
  /** What a list shows of it. */
  readonly entry: JsonObject;
  readonly uri: string | undefined;
  readonly template: UriTemplate | undefined;
  readonly cache: { readonly ttlMs: number; readonly scope: 'public' | 'private' };
}

/**
 * Makes a resource for `createServer({ mcp: { resources } })`. Its readings are calls named `resource.<name>`.
 *
 * @throws `INVALID_OPTIONS` for a bad name, URI, template, permission, completer or time.
 */
export function createResource<const Template extends string = never>(
  definition: ResourceDefinition<Template>,
): McpResource {
  const { name, uri, uriTemplate, permissions = [], cache } = definition;
  if ((uri === undefined) === (uriTemplate === undefined))
    throw invalidOption(`uri of "${name}"`, 'given, or else uriTemplate', uri);
  if (uri !== undefined && !URL.canParse(uri))
    throw invalidOption('uri', 'a URI, such as "docs://readme"', uri);
  if (typeof definition.read !== 'function') throw invalidOption('read', 'a function', definition.read);
  const template = uriTemplate === undefined ? undefined : new UriTemplate(uriTemplate);
  const complete = (definition.complete ?? {}) as Readonly<Record<string, Completer>>;
  checkCompleters(complete, template?.variables ?? []);
  const ttlMs = numberOption('cache.ttlMs', cache?.ttlMs ?? 0, { min: 0, integer: true });
  return {
    name,
    permissions,
    entry: entryOf(definition),
    uri,
    template,
    cache: { ttlMs, scope: cache?.scope ?? 'private' },
    ...offerTools('resource', definition, { execute: reader(definition), complete }),
  };
}

/** What a reading is called with. */
export interface ReadInput {
  readonly uri: string;
  readonly variables: Readonly<Record<string, string>>;
}

function reader<Template extends string>(
  definition: ResourceDefinition<Template>,
): (context: {
  readonly input: unknown;
  readonly call: Call;
}) => Promise<readonly ResourceContents[] | undefined> {
  return async ({ input, call }) => {
    const { uri, variables } = input as ReadInput;
    const reading = await definition.read({ uri, variables, call });
    return reading === undefined ? undefined : contentsOf(reading, uri, definition.mimeType);
  };
}

function contentsOf(
  reading: NonNullable<ResourceReading>,
  uri: string,
  mimeType: string | undefined,
): readonly ResourceContents[] {
  const pieces: readonly ResourceContent[] =
    typeof reading === 'string'
      ? [{ text: reading }]
      : reading instanceof Uint8Array
        ? [{ bytes: reading }]
        : reading;
  return pieces.map((piece) => {
    const about = { uri: piece.uri ?? uri, ...mimeOf(piece.mimeType ?? mimeType) };
    return 'text' in piece
      ? { ...about, text: piece.text }
      : { ...about, blob: Buffer.from(piece.bytes).toString('base64') };
  });
}

function mimeOf(mimeType: string | undefined): { readonly mimeType?: string } {
  return mimeType === undefined ? {} : { mimeType };
}

function entryOf(definition: ResourceDefinition<string>): JsonObject {
  const { name, uri, uriTemplate, title, description, mimeType, icons, annotations, size } = definition;
  // What is not said is not written.
  return JSON.parse(
    JSON.stringify({ uri, uriTemplate, name, title, description, mimeType, icons, annotations, size }),
  ) as JsonObject;
}
