/** A format that a text may be asked for: its name in JSON Schema. */
export type TextFormat = 'email' | 'uri' | 'uuid' | 'date' | 'date-time';

/** What a format means. The pattern is the whole check, so that JSON Schema and parser agree. */
export interface TextFormatRule {
  readonly pattern: RegExp;
  /** For error messages. */
  readonly expected: string;
  /** Code points of the longest text worth reading, where the pattern sets no bound. */
  readonly maxLength?: number;
}

const label = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?';
const atom = "[A-Za-z0-9!#$%&'*+\\/=?^_`{|}~\\-]+";
const character = "(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})";
const leapDay = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const commonDay =
  '\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const day = `(?:${leapDay}|${commonDay})`;
const time = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?';
const offset = '(?:Z|[+\\-](?:[01]\\d|2[0-3]):[0-5]\\d)';
const port = '(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|\\d{1,4})';

/**
 * The formats, each with its one pattern. `email`: a dotted name at a dotted domain, in ASCII (RFC 5321 without
 * quoted names and address literals). `uri`: an absolute http or https address without user name and password
 * (RFC 3986). `date` and `date-time`: RFC 3339, the offset required, no leap seconds.
 */
export const textFormats: Readonly<Record<TextFormat, TextFormatRule>> = {
  email: {
    pattern: new RegExp(`^${atom}(?:\\.${atom})*@${label}(?:\\.${label})+$`),
    expected: 'an email address',
    maxLength: 254,
  },
  uri: {
    pattern: new RegExp(
      `^https?:\\/\\/${label}(?:\\.${label})*(?::${port})?(?:\\/(?:${character}|\\/)*)?(?:\\?(?:${character}|[\\/?])*)?(?:#(?:${character}|[\\/?])*)?$`,
    ),
    expected: 'an absolute http or https URL',
    maxLength: 2_048,
  },
  uuid: {
    pattern: /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/,
    expected: 'a UUID',
  },
  date: { pattern: new RegExp(`^${day}$`), expected: 'a date such as 2026-01-31' },
  'date-time': {
    pattern: new RegExp(`^${day}T${time}${offset}$`),
    expected: 'a date and time such as 2026-01-31T12:00:00Z',
  },
};
