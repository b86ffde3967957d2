import type { StreamItem } from '@toolwright/core';

/** How the items of a stream are written. */
export interface StreamFormat {
  readonly contentType: string;
  /** What keeps a silent connection alive. */
  readonly heartbeat: string;
  item(item: StreamItem): string;
}

/** Makes a format for one stream; `lastEventId` is what the reader had seen of a stream that can go on. */
type MakeFormat = (lastEventId: string | undefined, numbered: boolean) => StreamFormat;

/** The formats by their media types. */
export const streamFormats: Readonly<Record<'text/event-stream' | 'application/x-ndjson', MakeFormat>> = {
  'text/event-stream': serverSentEvents,
  'application/x-ndjson': lines,
};

/**
 * Server-sent events: `event` is the chunk's own name, else `chunk`; then `progress`; and `result`, which comes once and
 * last. Numbered chunks carry their number as `id`, counted on from where the reader was.
 */
function serverSentEvents(lastEventId: string | undefined, numbered: boolean): StreamFormat {
  let count = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
  return {
    contentType: 'text/event-stream',
    heartbeat: ': still here\n\n',
    item(item) {
      if (item.type === 'result') return event('result', item.result);
      if (item.type === 'progress') return event('progress', progressOf(item));
      count += 1;
      const written = event(eventName(item.event), item.data);
      return numbered ? `id: ${count}\n${written}` : written;
    },
  };
}

/** One JSON object on each line, `type` telling what it is. */
function lines(): StreamFormat {
  return {
    contentType: 'application/x-ndjson',
    heartbeat: '{"type":"heartbeat"}\n',
    item: (item) => `${JSON.stringify(item)}\n`,
  };
}

function event(name: string, data: unknown): string {
  // JSON.stringify writes no line ends, and `undefined` as nothing.
  return `event: ${name}\ndata: ${JSON.stringify(data) ?? 'null'}\n\n`;
}

/** A name with a line end would begin a field of its own. */
function eventName(name: string | undefined): string {
  return name === undefined ? 'chunk' : name.replaceAll(/[\r\n\0]/g, ' ');
}

function progressOf(item: Extract<StreamItem, { type: 'progress' }>): object {
  const { type: _type, ...update } = item;
  return update;
}
