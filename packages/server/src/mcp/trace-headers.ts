import type { RpcParams } from './rpc-message.ts';

const shapes = {
  traceparent: /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/,
  tracestate: /^[\x20-\x7e]{1,512}$/,
  baggage: /^[\x21-\x7e \t]{1,8192}$/,
};

/**
 * The headers with the trace that `_meta` carries: it was written by the program that asks, while the headers may be
 * those of a proxy. What is not in the form of W3C Trace Context and Baggage is left out.
 */
export function traceHeaders(
  meta: RpcParams,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (meta['traceparent'] === undefined) return headers;
  const said = Object.entries(shapes).filter(([name, shape]) => {
    const value = meta[name];
    return typeof value === 'string' && shape.test(value);
  });
  if (said.length === 0) return headers;
  return {
    ...headers,
    ...(Object.fromEntries(said.map(([name]) => [name, meta[name]])) as Record<string, string>),
  };
}
