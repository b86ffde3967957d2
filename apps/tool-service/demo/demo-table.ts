/** A line of the table. */
export interface Row {
  readonly mark: '✓' | '✗';
  readonly door: string;
  readonly did: string;
  readonly came: string;
  readonly said: string;
  readonly tookMs: number;
}

const widths = { door: 4, did: 36, came: 32, said: 36, took: 7 };
const between = '  ';

/** The names of the columns. */
export function header(): string {
  return [
    ' ',
    'door',
    'what was done'.padEnd(widths.did),
    'what came back'.padEnd(widths.came),
    'what the rails said'.padEnd(widths.said),
    'time'.padStart(widths.took),
  ].join(between);
}

/** The heading of a scene. */
export function title(text: string): string {
  return `\n${text}`;
}

/** A row; text that is too long for its column goes on below. */
export function row({ mark, door, did, came, said, tookMs }: Row): string {
  const cells = [wrapped(did, widths.did), wrapped(came, widths.came), wrapped(said, widths.said)];
  const [dids = [], cames = [], saids = []] = cells;
  const lines = Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, line) =>
    [
      line === 0 ? mark : ' ',
      (line === 0 ? door : '').padEnd(widths.door),
      (dids[line] ?? '').padEnd(widths.did),
      (cames[line] ?? '').padEnd(widths.came),
      (saids[line] ?? '').padEnd(widths.said),
      (line === 0 ? `${Math.round(tookMs)} ms` : '').padStart(widths.took),
    ]
      .join(between)
      .trimEnd(),
  );
  return lines.join('\n');
}

/** The words of a text in lines of at most `width`; a longer word is cut. */
function wrapped(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(/\s+/).flatMap((one) => pieces(one, width))) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function pieces(word: string, width: number): readonly string[] {
  return word.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [];
}
