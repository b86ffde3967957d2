import { invalidOption } from '@toolwright/core';
import type { AnyToolbox, JsonObject } from '@toolwright/core';
import { PagedList } from '../paged-list.ts';
import type { ListEntry } from '../paged-list.ts';
import type { McpPrompt } from './create-prompt.ts';
import type { McpResource } from './create-resource.ts';
import type { OfferTools } from './offer.ts';

/** Calls a tool that no name leads to. */
export type Guest = ReturnType<AnyToolbox['guest']>;

/** Something offered, behind the rails of a toolbox. */
export interface Offered<Offer> {
  readonly offer: Offer;
  readonly run: Guest;
  readonly complete: Guest | undefined;
}

/** A resource that a URI leads to. */
export interface FoundResource extends Offered<McpResource> {
  readonly variables: Readonly<Record<string, string>>;
}

const noVariables = Object.freeze({});

/** The resources and prompts of a server, in the order of their names. */
export class Offers {
  readonly resourceList: PagedList;
  readonly templateList: PagedList;
  readonly promptList: PagedList;
  readonly #byUri: ReadonlyMap<string, Offered<McpResource>>;
  readonly #templates: readonly Offered<McpResource>[];
  readonly #prompts: ReadonlyMap<string, Offered<McpPrompt>>;

  /** @throws `INVALID_OPTIONS` for two resources or prompts of one name, and two resources of one URI. */
  constructor(
    {
      resources,
      prompts,
    }: { readonly resources: readonly McpResource[]; readonly prompts: readonly McpPrompt[] },
    toolbox: AnyToolbox,
    pageSize: number,
  ) {
    checkNames(
      'mcp.resources',
      'names',
      resources.map(({ name }) => name),
    );
    checkNames(
      'mcp.resources',
      'URIs',
      resources.map(({ uri, template }) => uri ?? template?.template),
    );
    checkNames(
      'mcp.prompts',
      'names',
      prompts.map(({ name }) => name),
    );
    const [fixed, templates] = [
      resources.filter(({ uri }) => uri !== undefined),
      resources.filter(({ uri }) => uri === undefined),
    ];
    this.#byUri = new Map(fixed.map((resource) => [resource.uri!, behindRails(resource, toolbox)]));
    this.#templates = templates.map((resource) => behindRails(resource, toolbox));
    this.#prompts = new Map(prompts.map((prompt) => [prompt.name, behindRails(prompt, toolbox)]));
    this.resourceList = listOf('resources', fixed, pageSize);
    this.templateList = listOf('resourceTemplates', templates, pageSize);
    this.promptList = listOf('prompts', prompts, pageSize);
  }

  get hasResources(): boolean {
    return this.#byUri.size > 0 || this.#templates.length > 0;
  }

  get hasPrompts(): boolean {
    return this.#prompts.size > 0;
  }

  /** Whether anything suggests values. */
  get completes(): boolean {
    const all = [...this.#byUri.values(), ...this.#templates, ...this.#prompts.values()];
    return all.some(({ complete }) => complete !== undefined);
  }

  prompt(name: string): Offered<McpPrompt> | undefined {
    return this.#prompts.get(name);
  }

  /** The resource of that URI, else the first whose template has it. */
  resource(uri: string): FoundResource | undefined {
    const fixed = this.#byUri.get(uri);
    if (fixed !== undefined) return { ...fixed, variables: noVariables };
    for (const resource of this.#templates) {
      const variables = resource.offer.template!.match(uri);
      if (variables !== undefined) return { ...resource, variables };
    }
    return undefined;
  }

  /** What a reference of a completion means: the resource of that very template or URI. */
  referenced(uri: string): Offered<McpResource> | undefined {
    return this.#templates.find(({ offer }) => offer.template!.template === uri) ?? this.#byUri.get(uri);
  }
}

function behindRails<Offer extends OfferTools>(offer: Offer, toolbox: AnyToolbox): Offered<Offer> {
  const { run, complete } = offer;
  return {
    offer,
    run: toolbox.guest(run),
    complete: complete === undefined ? undefined : toolbox.guest(complete),
  };
}

function listOf(
  member: string,
  offers: readonly {
    readonly name: string;
    readonly permissions: readonly string[];
    readonly entry: JsonObject;
  }[],
  pageSize: number,
): PagedList {
  const entries = offers.map(({ name, permissions, entry }): ListEntry => {
    const text = JSON.stringify(entry);
    return { name, permissions, text: { modern: text, earlier: text } };
  });
  return new PagedList(
    member,
    entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    pageSize,
  );
}

function checkNames(option: string, what: string, names: readonly unknown[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidOption(option, `of different ${what}`, twice);
}
