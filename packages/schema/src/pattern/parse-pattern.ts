import { anyCharacter, classEscape, complement, notLineEnd, union } from './character-set.ts';
import type { CharacterSet } from './character-set.ts';
import { nothing } from './pattern-node.ts';
import type { PatternNode } from './pattern-node.ts';

/** What a pattern consists of: itself, and what its look-arounds look for (each matched on its own). */
export interface ParsedPattern {
  readonly main: PatternNode;
  readonly lookarounds: readonly PatternNode[];
}

/**
 * Takes a valid regular expression (of the `u` flag) apart. Gives `undefined` for one with a back reference, which no
 * finite automaton can follow.
 */
export function parsePattern(source: string): ParsedPattern | undefined {
  const parser = new PatternParser(source);
  const main = parser.choice();
  return parser.hasReference ? undefined : { main, lookarounds: parser.lookarounds };
}

const controlEscapes: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

class PatternParser {
  readonly lookarounds: PatternNode[] = [];
  hasReference = false;
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  choice(): PatternNode {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    return options.length === 1 ? (options[0] ?? nothing) : { kind: 'choice', options };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#peek())) parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): PatternNode {
    const body = this.#atom();
    const count = this.#match(/(?:\*|\+|\?|\{(\d+)(,?)(\d*)\})\??/y);
    if (!count) return body;
    const [text, min, comma, max] = count;
    if (text.startsWith('*')) return { kind: 'repeat', body, min: 0, max: Infinity };
    if (text.startsWith('+')) return { kind: 'repeat', body, min: 1, max: Infinity };
    if (text.startsWith('?')) return { kind: 'repeat', body, min: 0, max: 1 };
    const least = Number(min);
    const most = max ? Number(max) : Infinity;
    return { kind: 'repeat', body, min: least, max: comma ? most : least };
  }

  #atom(): PatternNode {
    if (this.#take('(')) return this.#group();
    if (this.#take('^') || this.#take('$')) return nothing;
    if (this.#take('.')) return { kind: 'set', set: notLineEnd };
    if (this.#take('[')) return { kind: 'set', set: this.#class() };
    if (this.#peek() === '\\') return this.#escapedAtom();
    return { kind: 'set', set: this.#literal() };
  }

  #group(): PatternNode {
    const looks = this.#match(/\?<?[=!]/y) !== null;
    if (!looks) this.#match(/\?(?::|<[^>]*>|[ims-]*:)/y);
    const body = this.choice();
    this.#take(')');
    if (!looks) return body;
    this.lookarounds.push(body);
    return nothing;
  }

  #escapedAtom(): PatternNode {
    if (this.#match(/\\[bB]/y)) return nothing;
    if (this.#match(/\\(?:[1-9]\d*|k<[^>]*>)/y)) {
      this.hasReference = true;
      return nothing;
    }
    return { kind: 'set', set: this.#escape() };
  }

  #class(): CharacterSet {
    const negated = this.#take('^');
    const sets: CharacterSet[] = [];
    while (this.#at < this.#source.length && !this.#take(']')) {
      const start = this.#classMember();
      const isRange = this.#peek() === '-' && this.#source[this.#at + 1] !== ']';
      const from = start[0]?.[0];
      if (!isRange || start.length !== 1 || from === undefined || from !== start[0]?.[1]) {
        sets.push(start);
        continue;
      }
      this.#take('-');
      const to = this.#classMember()[0]?.[1] ?? from;
      sets.push([[from, to]]);
    }
    const set = union(sets);
    return negated ? complement(set) : set;
  }

  #classMember(): CharacterSet {
    if (this.#match(/\\b/y)) return [[8, 8]];
    return this.#peek() === '\\' ? this.#escape() : this.#literal();
  }

  #escape(): CharacterSet {
    const property = this.#match(/\\[pP]\{[^}]*\}/y);
    // Which characters have a property is not known here; all of them is the cautious answer.
    if (property) return anyCharacter;
    const code = this.#match(/\\(?:u\{([0-9A-Fa-f]+)\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))/y);
    if (code) return single(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? '0', 16));
    const control = this.#match(/\\c([A-Za-z])/y);
    if (control?.[1]) return single(control[1].charCodeAt(0) % 32);
    this.#take('\\');
    const letter = this.#peek();
    const known = classEscape(letter);
    if (!known) return /[tnvfr0]/.test(letter) ? this.#control() : this.#literal();
    this.#at += 1;
    return known;
  }

  #control(): CharacterSet {
    const code = controlEscapes[this.#peek()] ?? 0;
    this.#at += 1;
    return single(code);
  }

  #literal(): CharacterSet {
    const code = this.#source.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return single(code);
  }

  #peek(): string {
    return this.#source[this.#at] ?? '';
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found) this.#at += found[0].length;
    return found;
  }
}

function single(code: number): CharacterSet {
  return [[code, code]];
}
