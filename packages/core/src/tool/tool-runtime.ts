import type { CallState } from '../call/call-state.ts';
import { ToolError, toToolError } from '../errors/tool-error.ts';
import { compile } from '../pipeline/compile.ts';
import type { Stage } from '../pipeline/compile.ts';
import type { Middleware } from '../pipeline/middleware.ts';
import type { Awaitable } from '../ports/awaitable.ts';
import type { Clock } from '../ports/clock.ts';
import { withDeadline } from '../remote/with-deadline.ts';
import { invalidInput } from '../schema/schema-failure.ts';
import { admitStage } from './admit-stage.ts';
import { executeStage } from './execute-stage.ts';
import type { AnyTool, SetupContext, ToolInfo } from './tool.ts';

/** Answers the configuration that a tenant adds to a tool's base, or `undefined`. */
export type TenantConfig = (tenant: string, tool: string) => Awaitable<unknown>;

// Tenants whose configuration is kept; the one that was loaded longest ago goes first.
const mostTenants = 1_000;
const longestLoadMs = 30_000;

/** One tool inside one toolbox: its compiled pipeline, its configuration, what its setup opened. */
export class ToolRuntime {
  readonly tool: AnyTool;
  readonly info: ToolInfo;
  readonly stage: Stage;
  resources: unknown = undefined;
  #hooked: { readonly hooks: Middleware; readonly stage: Stage } | undefined;
  readonly #rawConfig: unknown;
  #config: unknown = undefined;
  readonly #tenantConfig: TenantConfig | undefined;
  readonly #tenants = new Map<string, Promise<unknown> | { readonly config: unknown }>();
  #open = false;

  constructor(
    tool: AnyTool,
    outer: readonly Middleware[],
    config: { readonly base: unknown; readonly tenant: TenantConfig | undefined },
  ) {
    this.tool = tool;
    this.info = tool.info;
    this.#rawConfig = config.base;
    this.#tenantConfig = config.tenant;
    const inner = compile(tool.use, executeStage(this), outer.length);
    this.stage = compile(outer, admitStage(tool, inner), 0);
  }

  /** The pipeline with the plugins' hooks around it; compiled again when they have changed. */
  stageWith(hooks: Middleware | undefined): Stage {
    if (hooks === undefined) return this.stage;
    if (this.#hooked?.hooks !== hooks) this.#hooked = { hooks, stage: compile([hooks], this.stage, -1) };
    return this.#hooked.stage;
  }

  /**
   * Validates the base configuration and runs `setup`. Once it is given up, what it opened all the same is not kept:
   * answers how to close it.
   */
  async setUp(signal: AbortSignal): Promise<(() => Promise<void>) | undefined> {
    this.#config = await this.#validated(this.#rawConfig, `The configuration of "${this.info.name}"`);
    const setup = this.tool.setup as ((context: SetupContext) => unknown) | undefined;
    const resources = await setup?.({ config: this.#config, signal });
    if (signal.aborted) return () => this.#close(resources);
    this.resources = resources;
    this.#open = true;
    return undefined;
  }

  /** Runs `cleanup`, if `setup` has succeeded and it did not run yet. */
  async cleanUp(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#close(this.resources);
  }

  async #close(resources: unknown): Promise<void> {
    const cleanup = this.tool.cleanup as ((context: { resources: unknown }) => unknown) | undefined;
    await cleanup?.({ resources });
  }

  /** The configuration for the call's tenant; synchronous once it is known. */
  configFor({ tenant, clock }: CallState): unknown {
    if (tenant === undefined || this.#tenantConfig === undefined) return this.#config;
    const known = this.#tenants.get(tenant);
    if (known === undefined) return this.#loadTenant(tenant, this.#tenantConfig, clock);
    return known instanceof Promise ? known : known.config;
  }

  #loadTenant(tenant: string, tenantConfig: TenantConfig, clock: Clock): Promise<unknown> {
    // Not the first call's own deadline: other calls of the tenant wait for the same answer.
    const loading = withDeadline(() => this.#tenantConfigured(tenant, tenantConfig), {
      clock,
      timeoutMs: longestLoadMs,
      onTimeout: () =>
        new ToolError(
          'OPERATION_TIMEOUT',
          `"${this.info.name}" waited in vain for the tenant's configuration`,
        ),
    });
    this.#tenants.set(tenant, loading);
    if (this.#tenants.size > mostTenants) this.#tenants.delete(this.#tenants.keys().next().value!);
    loading.then(
      (config) => {
        // Unless it had to make room meanwhile.
        if (this.#tenants.get(tenant) === loading) this.#tenants.set(tenant, { config });
      },
      () => {
        if (this.#tenants.get(tenant) === loading) this.#tenants.delete(tenant);
      },
    );
    return loading;
  }

  async #tenantConfigured(tenant: string, tenantConfig: TenantConfig): Promise<unknown> {
    const added = await tenantConfig(tenant, this.info.name);
    if (added === undefined) return this.#config;
    const subject = `The configuration of "${this.info.name}" for the tenant "${tenant}"`;
    try {
      return await this.#validated(merged(this.#rawConfig, added), subject);
    } catch (error) {
      throw new ToolError('INTERNAL_ERROR', `"${this.info.name}" is misconfigured for this tenant`, {
        cause: error,
      });
    }
  }

  async #validated(value: unknown, subject: string): Promise<unknown> {
    const schema = this.tool.schema.config;
    if (schema === undefined) return value;
    const result = await schema['~standard'].validate(value ?? {});
    if (result.issues === undefined) return result.value;
    throw toToolError(invalidInput(subject, value ?? {}, result.issues));
  }
}

function merged(base: unknown, added: unknown): unknown {
  const both = typeof base === 'object' && base !== null && typeof added === 'object' && added !== null;
  return both ? { ...base, ...added } : added;
}
