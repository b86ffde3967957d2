import type { JsonObject, JsonValue } from '@toolwright/core';
import type { Answer } from '../request/send.ts';
import { isObject } from '../schema/resolve-schema.ts';

/** One thing worth knowing of an answer beside its data. */
export interface Fact {
  readonly label: string;
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'warn' | 'bad';
}

type Note = (note: JsonObject) => Omit<Fact, 'label'>;

/** The notes of rails that a person reads more easily in words. */
const notes: Readonly<Record<string, { readonly label: string; readonly say: Note }>> = {
  cache: {
    label: 'Cache',
    say: ({ hit, stale, ageMs, level }) => {
      if (hit !== true) return { text: 'miss', tone: 'plain' };
      const age = typeof ageMs === 'number' ? `, ${duration(ageMs)} old` : '';
      const from = typeof level === 'string' ? ` from ${level}` : '';
      return {
        text: `${stale === true ? 'stale hit' : 'hit'}${from}${age}`,
        tone: stale === true ? 'warn' : 'good',
      };
    },
  },
  rateLimit: {
    label: 'Rate limit',
    say: ({ limit, remaining, resetAfterMs }) => {
      const reset = typeof resetAfterMs === 'number' ? `, all again in ${duration(resetAfterMs)}` : '';
      const tone = remaining === 0 ? 'warn' : 'plain';
      return { text: `${said(remaining)} of ${said(limit)} left${reset}`, tone };
    },
  },
  circuitBreaker: {
    label: 'Circuit',
    say: ({ circuit, state }) => ({
      text: `${said(circuit)}: ${said(state)}`,
      tone: state === 'closed' ? 'good' : 'warn',
    }),
  },
};

const ownMetadata = new Set(['callId', 'tool', 'version']);

/** What an answer tells of its call: how it went, how long it took, and what each rail did. */
export function factsOf({ status, elapsedMs, body }: Answer): readonly Fact[] {
  const envelope = isObject(body) ? body : {};
  const metadata = isObject(envelope['metadata']) ? envelope['metadata'] : {};
  const facts = Object.entries(metadata).flatMap(([name, note]) =>
    ownMetadata.has(name) || note === undefined ? [] : [factOf(name, note)],
  );
  return [
    outcomeOf(status, envelope),
    { label: 'Time', text: duration(elapsedMs), tone: 'plain' },
    ...refusalOf(envelope),
    ...facts,
  ];
}

/** A duration as a person says it: `12 ms`, `1.5 s`, `4 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  return `${Math.round(ms / 60_000)} min`;
}

function outcomeOf(status: number, { status: ended, code, error }: JsonObject): Fact {
  if (ended === 'input_required') return { label: 'Result', text: 'asks back', tone: 'warn' };
  const failed = isObject(error) ? error['code'] : code;
  if (ended === 'success') return { label: 'Result', text: 'success', tone: 'good' };
  return { label: 'Result', text: typeof failed === 'string' ? failed : `HTTP ${status}`, tone: 'bad' };
}

function refusalOf(envelope: JsonObject): readonly Fact[] {
  const { retryable, retryAfterMs, details } = isObject(envelope['error']) ? envelope['error'] : envelope;
  const facts: Fact[] = [];
  if (isObject(details) && details['reason'] === 'circuit-open')
    facts.push({ label: 'Circuit', text: 'open', tone: 'bad' });
  if (typeof retryAfterMs === 'number')
    facts.push({ label: 'Try again', text: `in ${duration(retryAfterMs)}`, tone: 'warn' });
  else if (retryable === true) facts.push({ label: 'Try again', text: 'may help', tone: 'plain' });
  return facts;
}

function factOf(name: string, note: JsonValue): Fact {
  const known = notes[name];
  if (known !== undefined && isObject(note)) return { label: known.label, ...known.say(note) };
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  return { label, text: isObject(note) ? plain(note) : said(note), tone: 'plain' };
}

function plain(note: JsonObject): string {
  return Object.entries(note)
    .map(([name, value]) => `${name} ${said(value)}`)
    .join(', ');
}

function said(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '?');
}
