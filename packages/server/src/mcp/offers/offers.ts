import { invalidOption } from '@toolwright/core';
import type { AnyToolbox } from '@toolwright/core';
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

/** What a server offers; `undefined`: it has nothing of that kind, and says so. */
export interface OffersGiven {
  readonly resources: readonly McpResource[] | undefined;
  readonly prompts: readonly McpPrompt[] | undefined;
}

/** The resources and prompts of a server, in the order of their names. */
export class Offers {
  readonly hasResources: boolean;
  readonly hasPrompts: boolean;
  readonly #toolbox: AnyToolbox;
  readonly #pageSize: number;
  #resourceList: PagedList;
  #templateList: PagedList;
  #promptList: PagedList;
  #byUri: ReadonlyMap<string, Offered<McpResource>> = new Map();
  #templates: readonly Offered<McpResource>[] = [];
  #prompts: ReadonlyMap<string, Offered<McpPrompt>> = new Map();

  /** @throws `INVALID_OPTIONS` for two resources or prompts of one name, and two resources of one URI. */
  constructor({ resources, prompts }: OffersGiven, toolbox: AnyToolbox, pageSize: number) {
    this.hasResources = resources !== undefined;
    this.hasPrompts = prompts !== undefined;
    this.#toolbox = toolbox;
    this.#pageSize = pageSize;
    this.#resourceList = this.#list('resources', []);
    this.#templateList = this.#list('resourceTemplates', []);
    this.#promptList = this.#list('prompts', []);
    this.setResources(resources ?? []);
    this.setPrompts(prompts ?? []);
  }

  get resourceList(): PagedList {
    return this.#resourceList;
  }

  get templateList(): PagedList {
    return this.#templateList;
  }

  get promptList(): PagedList {
    return this.#promptList;
  }

  /** @throws as the constructor does; nothing has changed then. */
  setResources(resources: readonly McpResource[]): void {
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
    const fixed = resources.filter(({ uri }) => uri !== undefined);
    const templates = resources.filter(({ uri }) => uri === undefined);
    this.#byUri = new Map(fixed.map((resource) => [resource.uri!, this.#behindRails(resource)]));
    this.#templates = templates.map((resource) => this.#behindRails(resource));
    this.#resourceList = this.#list('resources', fixed);
    this.#templateList = this.#list('resourceTemplates', templates);
  }

  /** @throws as the constructor does; nothing has changed then. */
  setPrompts(prompts: readonly McpPrompt[]): void {
    checkNames(
      'mcp.prompts',
      'names',
      prompts.map(({ name }) => name),
    );
    this.#prompts = new Map(prompts.map((prompt) => [prompt.name, this.#behindRails(prompt)]));
    this.#promptList = this.#list('prompts', prompts);
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

  #behindRails<Offer extends OfferTools>(offer: Offer): Offered<Offer> {
    const { run, complete } = offer;
    return {
      offer,
      run: this.#toolbox.guest(run),
      complete: complete === undefined ? undefined : this.#toolbox.guest(complete),
    };
  }

  #list(member: string, offers: readonly (McpResource | McpPrompt)[]): PagedList {
    const entries = offers.map(({ name, permissions, entry }): ListEntry => {
      const text = JSON.stringify(entry);
      return { name, permissions, text: { modern: text, earlier: text } };
    });
    return new PagedList(
      member,
      entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      this.#pageSize,
    );
  }
}

function checkNames(option: string, what: string, names: readonly unknown[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalidOption(option, `of different ${what}`, twice);
}
