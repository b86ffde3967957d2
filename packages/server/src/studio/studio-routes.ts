import type { Reply } from '../reply/reply.ts';
import { textReply } from '../reply/reply.ts';
import type { ServerRequest } from '../request/server-request.ts';
import type { Route } from '../routing/route.ts';
import type { StudioOptions } from './studio-options.ts';
import { contentSecurityPolicy, pageWithSettings } from './studio-page.ts';
import { isStudioEnabled, studioSettings } from './studio-settings.ts';

/**
 * The studio's page, where there is one. A browser opens a page without credentials, so anyone may ask for it, and
 * `allow` decides.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range.
 */
export function studioRoutes(options: StudioOptions | undefined): readonly Route[] {
  if (options === undefined || !isStudioEnabled(options)) return [];
  const settings = studioSettings(options);
  const { allow } = options;
  let page: Promise<Reply> | undefined;
  const make = async (): Promise<Reply> => {
    // Only a server that shows the page has it in memory.
    const { builtPage } = await import('./page.generated.ts');
    return textReply('text/html; charset=utf-8', pageWithSettings(builtPage, settings), [
      'content-security-policy',
      contentSecurityPolicy(builtPage, settings),
      'referrer-policy',
      'no-referrer',
    ]);
  };
  const handle = async (request: ServerRequest): Promise<Reply> => {
    if (allow !== undefined && !(await allow(request))) {
      const detail = `There is nothing at ${JSON.stringify(request.path)}; GET /tools says what there is`;
      return request.refuse({ status: 404, code: 'NOT_FOUND', detail });
    }
    return (page ??= make());
  };
  return [{ method: 'GET', path: settings.route, access: 'anyone', handle }];
}
