import type { AnyTool } from '@toolwright/core';
import type { McpOptions } from '../src/index.ts';
import { sceneOf } from './scene.ts';
import type { Answer, Scene } from './scene.ts';

/** What the request says otherwise than a correct one; `undefined` leaves a header out. */
export interface Otherwise {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly id?: unknown;
}

/** A server that serves the Model Context Protocol, and a client that says everything itself. */
export interface McpScene extends Scene {
  /** Sends a request of the modern revision, correct but for what is said otherwise. */
  ask(method: string, params?: object, otherwise?: Otherwise): Promise<Answer>;
  /** Sends a request of an earlier revision. */
  askEarlier(method: string, params?: object, version?: string): Promise<Answer>;
  /** Sends any body. */
  send(body: unknown, headers?: Readonly<Record<string, string | undefined>>): Promise<Answer>;
}

export const modernMeta: Readonly<Record<string, unknown>> = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Serves tools over the protocol for a test. */
export async function mcpSceneOf(
  tools: readonly AnyTool[],
  options: Partial<McpOptions> & { readonly server?: Parameters<typeof sceneOf>[1] } = {},
): Promise<McpScene> {
  const { server, ...mcp } = options;
  const scene = await sceneOf(tools, { mcp: { name: 'scene', version: '1.2.3', ...mcp }, ...server });
  const send: McpScene['send'] = (body, headers = {}) => {
    const given = { 'content-type': 'application/json', accept: bothForms, ...headers };
    const set = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return scene.get('/mcp', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: Object.fromEntries(set),
    });
  };
  return {
    ...scene,
    send,
    ask: (method, params = {}, { headers, meta, id = 1 } = {}) =>
      send(
        { jsonrpc: '2.0', id, method, params: { ...params, _meta: { ...modernMeta, ...meta } } },
        { ...headersFor(method, params), ...headers },
      ),
    askEarlier: (method, params = {}, version = '2025-11-25') =>
      send({ jsonrpc: '2.0', id: 1, method, params }, { 'mcp-protocol-version': version }),
  };
}

export const bothForms = 'application/json, text/event-stream';

/** The headers of a correct request. */
export function headersFor(
  method: string,
  { name, uri = name }: { readonly name?: unknown; readonly uri?: unknown },
): Record<string, string> {
  return {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(typeof uri === 'string' && { 'mcp-name': uri }),
  };
}
