/**
 * Writes `Retry-After` in whole seconds from now, rounded up so that nobody comes back too early. `undefined` for a
 * wait that never ends (`Infinity`): there is nothing to say then.
 */
export function formatRetryAfter(retryAfterMs: number): string | undefined {
  if (!Number.isFinite(retryAfterMs)) return undefined;
  return String(Math.ceil(Math.max(retryAfterMs, 0) / 1000));
}

/**
 * Reads `Retry-After` (RFC 9110, §10.2.3) as milliseconds from `now` (milliseconds since the epoch): seconds, or a
 * date in any of HTTP's three forms. A date gone by is 0; what is neither is `undefined`.
 */
export function parseRetryAfter(text: string, now: number): number | undefined {
  const value = text.trim();
  // Fractions are not in the standard, but some services send them.
  if (/^\d{1,15}(?:\.\d{1,9})?$/.test(value)) {
    return Math.min(Math.ceil(Number(value) * 1000), Number.MAX_SAFE_INTEGER);
  }
  const atMs = parseHttpDate(value, now);
  return atMs === undefined ? undefined : Math.max(atMs - now, 0);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

// RFC 9110, §5.6.7: the fixed form, then the two that are obsolete and must still be read.
const dateForms = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${time} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${time} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${time} (?<year>\d{4})$`),
];

function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of dateForms) {
    const parts = form.exec(text)?.groups;
    if (parts === undefined) continue;
    const numberOf = (part: string): number => Number(parts[part]);
    const month = months.indexOf(parts['month'] ?? '');
    const year = parts['year']?.length === 2 ? fullYear(numberOf('year'), now) : numberOf('year');
    const [day, hour, minute, second] = ['day', 'hour', 'minute', 'second'].map(numberOf) as [
      number,
      number,
      number,
      number,
    ];
    const date = new Date(Date.UTC(year, month, day, hour, minute));
    const real = date.getUTCMonth() === month && date.getUTCDate() === day && date.getUTCHours() === hour;
    // A leap second is a second of the next minute.
    if (!real || year < 100 || minute > 59 || second > 60) return undefined;
    return date.getTime() + second * 1000;
  }
  return undefined;
}

/** Two digits that seem to be more than 50 years ahead mean the past: RFC 9110, §5.6.7. */
function fullYear(twoDigits: number, now: number): number {
  const thisYear = new Date(now).getUTCFullYear();
  const year = thisYear - (thisYear % 100) + twoDigits;
  return year > thisYear + 50 ? year - 100 : year;
}
