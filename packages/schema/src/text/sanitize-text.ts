/** What sanitising does to a text. */
export interface SanitizeOptions {
  /** Removes white space at both ends. @default true */
  readonly trim?: boolean;
  /** Unicode normalisation form C; lone surrogates become U+FFFD. @default true */
  readonly normalize?: boolean;
  /** Removes control characters (Unicode category Cc) but tab, line feed and carriage return. @default true */
  readonly stripControls?: boolean;
}

// Most text is printable ASCII, to which only trimming can do anything.
const plainText = /^[\x20-\x7E\t\n\r]*$/;
// eslint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;

/** Cleans a text. Cleaning it again changes nothing. */
export function sanitizeText(text: string, options?: SanitizeOptions): string {
  let clean = text;
  if (!plainText.test(text)) {
    // Controls go first: one between a letter and its accent would hide the pair from normalisation.
    if (options?.stripControls !== false) clean = clean.replace(controls, '');
    if (options?.normalize !== false) clean = clean.toWellFormed().normalize('NFC');
  }
  return options?.trim === false ? clean : clean.trim();
}
