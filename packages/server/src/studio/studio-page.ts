import type { StudioSettings } from './studio-settings.ts';

/** The page as it is built, with a place for settings. */
export interface BuiltPage {
  readonly html: string;
  /** The digests of the page's one script and one style, as a policy names them: `sha256-…`. */
  readonly script: string;
  readonly style: string;
}

/** What stands in the built page where the settings go. */
const settingsPlace = '"the settings"';

/** Puts settings into the page. They are data in it, never code. */
export function pageWithSettings({ html }: BuiltPage, settings: StudioSettings): string {
  // No text of a setting can end the element that it stands in.
  const text = JSON.stringify(settings).replaceAll('<', String.raw`\u003c`);
  return html.replace(settingsPlace, () => text);
}

/** What the page may do: run its own script and style, call this server and the listed ones, and nothing else. */
export function contentSecurityPolicy({ script, style }: BuiltPage, settings: StudioSettings): string {
  const origins = new Set(settings.environments.map(({ url }) => new URL(url).origin));
  return [
    "default-src 'none'",
    `script-src '${script}'`,
    `style-src '${style}'`,
    `connect-src ${["'self'", ...origins].join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
