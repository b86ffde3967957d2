/** Where a request goes. */
export interface RequestTarget {
  /** As written: nothing is decoded. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** The authority of a target that is a whole URL: it stands above the `host` header (RFC 9112, §3.2.2). */
  readonly authority?: string;
}

const absolute = /^https?:\/\/([^/?#]*)(.*)$/i;

/** Reads a request target, or answers `undefined` for what is none. `*` is a path of its own. */
export function parseTarget(target: string): RequestTarget | undefined {
  if (target.charCodeAt(0) !== 47) return parseOther(target);
  if (target.includes('#')) return undefined;
  const question = target.indexOf('?');
  if (question === -1) return { path: target, query: '' };
  return { path: target.slice(0, question), query: target.slice(question + 1) };
}

function parseOther(target: string): RequestTarget | undefined {
  if (target === '*') return { path: '*', query: '' };
  const [, authority, rest] = absolute.exec(target) ?? [];
  if (authority === undefined || authority === '' || authority.includes('@')) return undefined;
  const inner = parseTarget(rest?.startsWith('/') ? rest : `/${rest ?? ''}`);
  return inner && { ...inner, authority };
}
