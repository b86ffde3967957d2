import { finishReply } from '../reply/finish-reply.ts';
import type { FinishedReply } from '../reply/finish-reply.ts';
import type { Reply } from '../reply/reply.ts';
import { watched } from '../request/answered-request.ts';
import { OpenRequest } from '../request/server-request.ts';
import { securityHeaders } from '../security/security-headers.ts';
import type { HostParts } from '../host/host-parts.ts';
import { streamOfReply } from './reply-stream.ts';
import { WebTransport } from './web-transport.ts';

/** Carries web-standard requests to the dispatcher and replies back. */
export class WebHost {
  readonly #parts: HostParts;

  constructor(parts: HostParts) {
    this.#parts = parts;
  }

  async fetch(given: Request, address: string | undefined): Promise<Response> {
    const { dispatcher, requestId, request: settings, compressAbove, onAnswered, stall } = this.#parts;
    const left = new AbortController();
    const signal = AbortSignal.any([given.signal, left.signal]);
    const transport = new WebTransport(given, address, signal);
    const request = new OpenRequest(requestId(transport.headers['x-request-id']), transport, settings);
    const base = securityHeaders(given.url.startsWith('https:'));
    const tell = onAnswered && watched(request, onAnswered, stall.clock);
    let reply: Reply;
    try {
      reply = await dispatcher.answer(request);
    } catch (error) {
      reply = dispatcher.failed(request, error);
    }
    const finished = await finishReply(request, reply, { base, compressAbove });
    tell?.(finished.status);
    return responseOf(finished, given.method === 'HEAD', () => left.abort());
  }
}

function responseOf({ status, headers, body }: FinishedReply, isHead: boolean, leave: () => void): Response {
  const fields = new Headers();
  for (let at = 0; at < headers.length; at += 2) fields.append(headers[at]!, headers[at + 1]!);
  const init = { status, headers: fields };
  if (typeof body === 'function') return new Response(streamOfReply(body, leave), init);
  return new Response(isHead || body === undefined ? null : (body as string | Uint8Array<ArrayBuffer>), init);
}
