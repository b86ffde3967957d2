/** A step of a guide: what stands between its number and the next. */
export interface Step {
  /** The code spans of its sentences, in order. */
  readonly spans: readonly string[];
  /** Its blocks of code, in order. */
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
}

/** The numbered steps (`**1.** …`) under a heading of a Markdown text. */
export function readSteps(markdown: string, heading: string): readonly Step[] {
  const [, ...steps] = sectionOf(markdown, heading).split(/^\*\*\d+\.\*\*/m);
  return steps.map(stepOf);
}

/** All that stands under a heading, as one step. */
export function readSection(markdown: string, heading: string): Step {
  return stepOf(sectionOf(markdown, heading));
}

/** The commands of a step, without what is said of them. */
export function commandsOf({ blocks }: Step): readonly string[] {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n').map((line) => line.replace(/ +# .*$/, '')))
    .filter((line) => line !== '');
}

function sectionOf(markdown: string, heading: string): string {
  const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`There is no heading "${heading}"`);
  return section;
}

function stepOf(text: string): Step {
  const fence = /^```(\w*).*\n([^]*?)^```$/gm;
  const blocks = Array.from(text.matchAll(fence), ([, language = '', code = '']) => ({ language, code }));
  const spans = Array.from(text.replaceAll(fence, '').matchAll(/`([^`]+)`/g), ([, span = '']) => span);
  return { spans, blocks };
}
