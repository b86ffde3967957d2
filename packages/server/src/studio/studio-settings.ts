import { invalidOption } from '@toolwright/core';
import type { StudioEnvironment, StudioOptions } from './studio-options.ts';

/** What the page is told: everything here is public to whoever gets the page. */
export interface StudioSettings {
  readonly route: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly authentication: { readonly type: 'bearer' | 'api-key'; readonly default: string };
  readonly defaultHeaders: Readonly<Record<string, string>>;
  readonly environments: readonly StudioEnvironment[];
}

const themes = ['auto', 'light', 'dark'] as const;
const types = ['bearer', 'api-key'] as const;
const credentialHeader = /^(?:authorization|cookie|proxy-authorization|x-api-key)$/i;

/** Whether there is a studio at all. */
export function isStudioEnabled({ enabled, production = true }: StudioOptions): boolean {
  return enabled ?? !production;
}

/** @throws `INVALID_OPTIONS` for an option out of its range, and for credentials in the page of a production server. */
export function studioSettings(options: StudioOptions): StudioSettings {
  const { route = '/studio', theme = 'auto', authentication = {}, production = true } = options;
  const { defaultHeaders = { 'x-request-source': 'studio' }, environments = [] } = options;
  if (!/^(?:\/[A-Za-z0-9._~-]+)+$/.test(route))
    throw invalidOption('studio.route', 'a path such as "/studio"', route);
  if (!themes.includes(theme)) throw invalidOption('studio.theme', 'auto, light or dark', theme);
  const { type = 'bearer', default: token = '' } = authentication;
  if (!types.includes(type)) throw invalidOption('studio.authentication.type', 'bearer or api-key', type);
  if (token !== '' && production)
    throw invalidOption('studio.authentication.default', 'left out in production', 'a token');
  if (!/^[\x21-\x7e]*$/.test(token))
    throw invalidOption('studio.authentication.default', 'visible ASCII characters', 'something else');
  checkHeaders(defaultHeaders);
  return {
    route,
    theme,
    authentication: { type, default: token },
    defaultHeaders,
    environments: environments.map(checkedEnvironment),
  };
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const isGood = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !credentialHeader.test(name);
    if (!isGood)
      throw invalidOption('studio.defaultHeaders', 'names of headers that carry no credentials', name);
    if (!/^[\x20-\x7e]*$/.test(value))
      throw invalidOption(`studio.defaultHeaders["${name}"]`, 'visible ASCII characters', value);
  }
}

function checkedEnvironment({ name, url }: StudioEnvironment): StudioEnvironment {
  if (typeof name !== 'string' || name.trim() === '')
    throw invalidOption('studio.environments', 'environments with a name', name);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isPlain =
    parsed !== undefined &&
    /^https?:$/.test(parsed.protocol) &&
    // What ends the address of a policy, or begins another part of the URL.
    !/[\s;,?#@]/.test(url);
  if (!isPlain)
    throw invalidOption(`studio.environments["${name}"]`, 'URLs such as "https://api.example.com"', url);
  return { name, url: parsed.href.replace(/\/$/, '') };
}
