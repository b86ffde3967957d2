import type { Answer, AnsweredError, RailNotes } from './answer.ts';
import { visitorOf } from './visitor.ts';
import type { Visitor } from './visitor.ts';

/** The members of a problem (RFC 9457) that the demo reads. */
type Problem = Omit<AnsweredError, 'message'> & { readonly detail: string };

/** A successful call. */
interface Result {
  readonly data: unknown;
  readonly metadata: RailNotes;
}

/** Calls tools over REST, with that key. */
export function restVisitor(url: string, key: string | undefined): Visitor {
  return visitorOf(async (tool, input, { headers, follow = false }) => {
    const response = await fetch(`${url}/tools/${tool}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(follow && { accept: 'application/x-ndjson' }),
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    const isStream = response.headers.get('content-type') === 'application/x-ndjson';
    return isStream ? streamed(response, text) : plain(response, JSON.parse(text));
  });
}

function plain(response: Response, body: unknown): Answer {
  const { status, headers } = response;
  const common = { status, headers, text: '', progress: 0, chunks: 0 };
  if (!response.ok) {
    const { detail, ...problem } = body as Problem;
    return { ...common, data: undefined, error: { ...problem, message: detail }, rails: {} };
  }
  const { data, metadata } = body as Result;
  return { ...common, data, error: undefined, rails: metadata };
}

/** A line for each thing that happened, the result last. */
function streamed(response: Response, text: string): Answer {
  const items = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly type: string; readonly result?: unknown });
  const count = (type: string): number => items.filter((item) => item.type === type).length;
  const answer = plain(response, items.at(-1)?.result);
  return { ...answer, progress: count('progress'), chunks: count('chunk') };
}
