import { wordsOf } from './words.ts';
import type { Word } from './words.ts';

/** Says why two texts do not ask for the same, however alike they look; `undefined`: it sees no reason. */
export type SimilarityGuard = (asked: string, earlier: string) => string | undefined;

const numberWords = new Set(
  (
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
    'eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half ' +
    'first second third fourth fifth last next previous once twice double triple today tomorrow yesterday tonight ' +
    'monday tuesday wednesday thursday friday saturday sunday january february march april may june july august ' +
    'september october november december hour hourly day daily week weekly month monthly quarter quarterly year yearly'
  ).split(' '),
);

const negations = new Set(
  (
    'no not non none never neither nor nothing nobody nowhere without except excluding exclude excludes but unless cannot ' +
    'stop avoid nicht kein keine keinen keiner ohne nie niemals pas sans jamais aucun aucune sin nunca nada ninguno ' +
    'ninguna não sem nem mai senza nessuno niet geen zonder nooit'
  ).split(' '),
);

/** Words after which it matters what comes next: from Madrid to Paris is not from Paris to Madrid. */
const directions = new Set(
  'from to into onto than before after over under above below between by with versus vs against until since via minus plus'.split(
    ' ',
  ),
);

/** Words that carry no meaning of their own in a request. Owners and quantities (my, all, only) are not among them. */
const smallWords = new Set(
  (
    "a an the please kindly me us i i'd i'm you is are am be can could would will do does what's whats what which of in on " +
    'at for to from by with and that this there it so just hey hi hello thanks thank ok okay'
  ).split(' '),
);

/** Refuses when numbers, dates or amounts differ, or come in another order. */
export function numbersDiffer(asked: string, earlier: string): string | undefined {
  return differ(asked, earlier, ({ plain }) => /\p{N}/u.test(plain) || numberWords.has(plain), 'numbers');
}

/** Refuses when one negates and the other does not, or not as often. */
export function negationDiffers(asked: string, earlier: string): string | undefined {
  return countNegations(asked) === countNegations(earlier) ? undefined : 'negation differs';
}

/** Refuses when names differ or change places: words with capitals, quotations, addresses, handles, identifiers. */
export function entitiesDiffer(asked: string, earlier: string): string | undefined {
  const names = new Set([...wordsOf(asked), ...wordsOf(earlier)].filter(isName).map(({ plain }) => plain));
  return differ(asked, earlier, ({ plain }) => names.has(plain), 'entities');
}

/** Refuses when another word follows a direction: from, to, before, than… */
export function directionsDiffer(asked: string, earlier: string): string | undefined {
  return directionsOf(asked) === directionsOf(earlier) ? undefined : 'directions differ';
}

/** Refuses when a word that means something stands in one text only; inflection by a final s does not count. */
export function wordsDiffer(asked: string, earlier: string): string | undefined {
  return meaningOf(asked) === meaningOf(earlier) ? undefined : 'words differ';
}

/** What an embedder that knows meaning needs beside it: paraphrases pass. */
export const paraphraseGuards: readonly SimilarityGuard[] = [
  numbersDiffer,
  negationDiffers,
  entitiesDiffer,
  directionsDiffer,
];

/** What an embedder that only knows spelling needs beside it: only small words, order and inflection may differ. */
export const strictGuards: readonly SimilarityGuard[] = [...paraphraseGuards, wordsDiffer];

function differ(
  asked: string,
  earlier: string,
  counts: (word: Word) => boolean,
  what: string,
): string | undefined {
  const sequence = (text: string): string =>
    wordsOf(text)
      .filter(counts)
      .map(({ plain }) => plain)
      .join(' ');
  return sequence(asked) === sequence(earlier) ? undefined : `${what} differ`;
}

function countNegations(text: string): number {
  return wordsOf(text).filter(({ plain }) => negations.has(plain) || plain.endsWith("n't")).length;
}

/** Each direction with the word that it points to, in no order. */
function directionsOf(text: string): string {
  const words = wordsOf(text).filter(({ plain }) => directions.has(plain) || !smallWords.has(plain));
  return words
    .flatMap(({ plain }, index) =>
      directions.has(plain) ? [`${plain} ${stem(words[index + 1]?.plain ?? '')}`] : [],
    )
    .toSorted()
    .join('|');
}

/** The words that mean something, in no order. */
function meaningOf(text: string): string {
  return [...new Set(wordsOf(text).map(({ plain }) => plain))]
    .filter((word) => !smallWords.has(word))
    .map(stem)
    .toSorted()
    .join('|');
}

function isName({ written, plain, first }: Word): boolean {
  if (/^["“«@#]|^https?:|@/.test(written)) return true;
  if (/\p{N}/u.test(written) || /[_/]/.test(written)) return true;
  if (smallWords.has(plain)) return false;
  const capitals = written.match(/\p{Lu}/gu)?.length ?? 0;
  return first ? capitals > 1 : capitals > 0;
}

function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}
