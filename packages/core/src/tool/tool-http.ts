import { invalidOption, numberOption } from '../errors/invalid-options.ts';

/** How a server shows a tool, beyond `POST /tools/{name}`. */
export interface ToolHttp {
  /** Of `path`. @default GET for a query, POST for a command */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An address of its own: `/users/{id}`. What stands in braces is a field of the input. */
  readonly path?: string;
  /** The status of a success at `path`, 200 to 299. @default 200 */
  readonly status?: number;
  /**
   * A stream that can go on after its n-th chunk: events carry their number as id, and a reader that comes back says
   * the last one in `call.headers['last-event-id']`. @default false
   */
  readonly resumable?: boolean;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const segment = /^(?:[A-Za-z0-9._~-]+|\{[A-Za-z_][A-Za-z0-9_]*\})$/;

/** Returns what a tool says of its place in a REST API when that can be served, else throws `INVALID_OPTIONS`. */
export function checkedHttp(http: ToolHttp, kind: 'query' | 'command'): ToolHttp {
  const { method, path, status } = http;
  if (method !== undefined && !methods.includes(method))
    throw invalidOption('metadata.http.method', methods.join(', '), method);
  if (method === 'GET' && kind === 'command')
    throw invalidOption(
      'metadata.http.method',
      'another than GET for a command, which changes something',
      method,
    );
  if (path !== undefined) checkPath(path);
  if (status !== undefined)
    numberOption('metadata.http.status', status, { min: 200, max: 299, integer: true });
  return Object.freeze({ ...http });
}

function checkPath(path: string): void {
  const segments = typeof path === 'string' && path.startsWith('/') ? path.slice(1).split('/') : [''];
  const names = segments.filter((part) => part.startsWith('{'));
  const fits = segments.every((part) => segment.test(part) && part !== '.' && part !== '..');
  if (fits && new Set(names).size === names.length) return;
  throw invalidOption('metadata.http.path', 'a path such as "/users/{id}", each name once', path);
}
