const noHeaders: Readonly<Record<string, string>> = Object.freeze({});
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];

/** The headers that rails and tools may see: all but the credentials. */
export function publicHeaders(
  headers: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  if (headers === undefined) return noHeaders;
  if (!secretHeaders.some((name) => name in headers)) return headers;
  const shown: Record<string, string> = { ...headers };
  for (const name of secretHeaders) delete shown[name];
  return shown;
}
