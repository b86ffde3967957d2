/** One word of a text, as it was written and as it is compared. */
export interface Word {
  readonly written: string;
  readonly plain: string;
  /** Whether it begins a sentence, where a capital letter says nothing. */
  readonly first: boolean;
}

// Addresses and quotations stay whole; else letters, marks and digits with the signs that join them.
const pattern =
  /"[^"]+"|“[^”]+”|«[^»]+»|https?:\/\/\S+|[\w.+-]+@[\w-]+\.[\w.-]+|[@#][\p{L}\p{N}_]+|-?[\p{L}\p{M}\p{N}]+(?:[.,'’:/_-]?[\p{L}\p{M}\p{N}]+)*%?|[.!?]+/gu;

/** The words of a text, in order. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let first = true;
  for (const [token] of normal(text).matchAll(pattern)) {
    if (/^[.!?]+$/.test(token)) {
      first = true;
      continue;
    }
    const plain = token.toLowerCase().replaceAll('’', "'");
    words.push({ written: token, plain, first });
    first = false;
  }
  return words;
}

/** The text with one spelling for what looks alike: composed, of normal width, with plain spaces. */
function normal(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim();
}
