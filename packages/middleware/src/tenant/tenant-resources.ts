import {
  failure,
  invalidOption,
  numberOption,
  systemClock,
  ToolError,
  toToolError,
  withDeadline,
} from '@toolwright/core';
import type { Awaitable, Clock } from '@toolwright/core';

/** What each tenant has of its own: a connection, a key, a search index. */
export interface TenantResourcesOptions<Resource> {
  /** Opens it, once for all calls that wait. `signal` aborts when it takes too long. */
  readonly open: (tenant: string, options: { readonly signal: AbortSignal }) => Awaitable<Resource>;
  /** Closes what `open` made, once, when no call uses it any more. */
  readonly close?: (resource: Resource, tenant: string) => Awaitable<void>;
  /** How many tenants' are open at most; the one unused for longest makes room. At least 1. @default 100 */
  readonly maxTenants?: number;
  /** How long one stays open unused, in milliseconds, 1 to 2 147 483 647. @default 600_000 */
  readonly idleMs?: number;
  /** How long opening may take, in milliseconds, 1 to 2 147 483 647. @default 10_000 */
  readonly openTimeoutMs?: number;
  /** How long closing may take, in milliseconds, 1 to 2 147 483 647. @default 10_000 */
  readonly closeTimeoutMs?: number;
  /** Hears of a resource that could not be closed. What it throws harms nobody. */
  readonly onCloseFailed?: (tenant: string, error: unknown) => void;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** One user's hold on a tenant's resource. */
export interface TenantLease<Resource> {
  readonly resource: Resource;
  /** Lets go; twice is once. */
  readonly release: () => void;
}

/** Tenants' resources, opened when they are needed. */
export interface TenantResources<Resource> {
  /** How many are open or being opened. */
  readonly size: number;
  /**
   * Opens the tenant's resource, or shares the open one. Rejects with what `open` threw, `OPERATION_TIMEOUT`, the
   * signal's reason, `QUEUE_FULL` when every place is in use, or `SERVICE_UNAVAILABLE` after `close`.
   */
  use(tenant: string, options?: { readonly signal?: AbortSignal }): Promise<TenantLease<Resource>>;
  /** Closes what is not in use, and the rest when it is released; waits for the former. Never rejects. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes room for tenants' resources.
 *
 * @throws `INVALID_OPTIONS` for an `open` that is no function, or a bad bound or time.
 */
export function createTenantResources<Resource>(
  options: TenantResourcesOptions<Resource>,
): TenantResources<Resource> {
  return new SharedResources(options);
}

interface Place<Resource> {
  readonly tenant: string;
  readonly opened: Promise<Resource>;
  users: number;
  stopIdling: () => void;
}

const longestMs = 2_147_483_647;

class SharedResources<Resource> implements TenantResources<Resource> {
  readonly #options: TenantResourcesOptions<Resource>;
  readonly #clock: Clock;
  readonly #maxTenants: number;
  readonly #idleMs: number;
  readonly #openTimeoutMs: number;
  readonly #closeTimeoutMs: number;
  /** The least recently used first. */
  readonly #places = new Map<string, Place<Resource>>();
  readonly #closing = new Set<Promise<void>>();
  #closed = false;

  constructor(options: TenantResourcesOptions<Resource>) {
    if (typeof options.open !== 'function')
      throw invalidOption('open', 'a function of the tenant', options.open);
    const time = (name: 'idleMs' | 'openTimeoutMs' | 'closeTimeoutMs', byDefault: number): number =>
      numberOption(name, options[name] ?? byDefault, { min: 1, max: longestMs });
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#maxTenants = numberOption('maxTenants', options.maxTenants ?? 100, { min: 1, integer: true });
    this.#idleMs = time('idleMs', 600_000);
    this.#openTimeoutMs = time('openTimeoutMs', 10_000);
    this.#closeTimeoutMs = time('closeTimeoutMs', 10_000);
  }

  get size(): number {
    return this.#places.size;
  }

  async use(tenant: string, options: { readonly signal?: AbortSignal } = {}): Promise<TenantLease<Resource>> {
    if (this.#closed) throw new ToolError('SERVICE_UNAVAILABLE', "Tenants' resources are closed");
    options.signal?.throwIfAborted();
    const place = this.#places.get(tenant) ?? this.#newPlace(tenant);
    this.#places.delete(tenant);
    this.#places.set(tenant, place);
    place.users += 1;
    place.stopIdling();
    let isHeld = true;
    const release = (): void => {
      if (isHeld) this.#released(place);
      isHeld = false;
    };
    try {
      return { resource: await this.#whenOpen(place, options.signal), release };
    } catch (error) {
      release();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const place of this.#places.values()) if (place.users === 0) this.#remove(place);
    while (this.#closing.size > 0) await Promise.all(this.#closing);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #whenOpen(place: Place<Resource>, signal: AbortSignal | undefined): Promise<Resource> {
    if (signal === undefined) return place.opened;
    // The opening itself has its deadline already; whoever leaves leaves it to the others.
    return withDeadline(() => place.opened, {
      clock: this.#clock,
      timeoutMs: longestMs,
      signal,
      onTimeout: () => this.#tooLate(place.tenant),
    });
  }

  #newPlace(tenant: string): Place<Resource> {
    if (this.#places.size >= this.#maxTenants) this.#makeRoom();
    const place = { tenant, opened: this.#open(tenant), users: 0, stopIdling: () => undefined };
    place.opened.catch(() => this.#forget(place));
    return place;
  }

  #open(tenant: string): Promise<Resource> {
    let isAwaited = true;
    const { open } = this.#options;
    const work = async (signal: AbortSignal): Promise<Resource> => {
      const resource = await open(tenant, { signal });
      if (!isAwaited) this.#closeOne(tenant, resource);
      return resource;
    };
    const onTimeout = (): Error => {
      isAwaited = false;
      return this.#tooLate(tenant);
    };
    return withDeadline(work, { clock: this.#clock, timeoutMs: this.#openTimeoutMs, onTimeout });
  }

  #makeRoom(): void {
    for (const place of this.#places.values()) if (place.users === 0) return this.#remove(place);
    const message = `The resources of ${this.#maxTenants} tenants are in use. Try again in a moment.`;
    throw toToolError(failure('QUEUE_FULL', message));
  }

  #released(place: Place<Resource>): void {
    place.users -= 1;
    if (place.users > 0 || this.#places.get(place.tenant) !== place) return;
    if (this.#closed) this.#remove(place);
    else place.stopIdling = this.#clock.after(this.#idleMs, () => this.#remove(place));
  }

  #forget(place: Place<Resource>): void {
    place.stopIdling();
    if (this.#places.get(place.tenant) === place) this.#places.delete(place.tenant);
  }

  #remove(place: Place<Resource>): void {
    this.#forget(place);
    // Tracked, so that `close` waits for what is only being opened, too.
    this.#track(
      place.opened.then(
        (resource) => this.#closeOne(place.tenant, resource),
        () => undefined,
      ),
    );
  }

  #closeOne(tenant: string, resource: Resource): void {
    const { close, onCloseFailed } = this.#options;
    if (close === undefined) return;
    const timeoutMs = this.#closeTimeoutMs;
    const onTimeout = (): Error =>
      new ToolError('OPERATION_TIMEOUT', `The resource of "${tenant}" was not closed within ${timeoutMs} ms`);
    const closed = withDeadline(async () => close(resource, tenant), {
      clock: this.#clock,
      timeoutMs,
      onTimeout,
    });
    const tell = async (error: unknown): Promise<void> => onCloseFailed?.(tenant, error);
    this.#track(closed.catch(tell).catch(() => undefined));
  }

  #track(closing: Promise<void>): void {
    this.#closing.add(closing);
    void closing.then(() => this.#closing.delete(closing));
  }

  #tooLate(tenant: string): ToolError {
    const timeoutMs = this.#openTimeoutMs;
    return new ToolError(
      'OPERATION_TIMEOUT',
      `The resource of "${tenant}" was not open within ${timeoutMs} ms`,
    );
  }
}
