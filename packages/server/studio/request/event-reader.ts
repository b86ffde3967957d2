/** One server-sent event. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Makes what reads server-sent events out of text that comes in pieces, wherever it is cut. As WHATWG has it
 * (html.spec.whatwg.org, "Parsing an event stream"), without `id` and `retry`: nothing here connects again.
 */
export function eventReader(): (text: string) => readonly ServerEvent[] {
  let rest = '';
  let event = '';
  let data: string[] = [];
  return (text) => {
    rest += text;
    // A carriage return at the end may be half of a line end.
    const whole = /^[\s\S]*(?:\r\n|\n|\r(?!$))/.exec(rest)?.[0] ?? '';
    rest = rest.slice(whole.length);
    const events: ServerEvent[] = [];
    for (const line of whole.split(/\r\n|\n|\r/).slice(0, -1)) {
      if (line === '') {
        if (data.length > 0) events.push({ event: event === '' ? 'message' : event, data: data.join('\n') });
        event = '';
        data = [];
        continue;
      }
      const [, name = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
      if (name === 'event') event = value;
      else if (name === 'data') data.push(value);
    }
    return events;
  };
}
