import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One name that a module exports, as the compiler declared it. */
export interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'class' | 'constant' | 'type';
  /** The text of its docstring, without stars. */
  readonly doc: string;
  /** The declaration without `export` and `declare`; those of overloads one after the other. */
  readonly code: string;
}

type Parsed = ReturnType<typeof parseSync>;
type Statement = Parsed['program']['body'][number];
type Comment = Parsed['comments'][number];

interface Module {
  readonly file: string;
  readonly text: string;
  readonly body: readonly Statement[];
  readonly comments: readonly Comment[];
}

/** The exports of a declaration file, in its order, each followed to where it is declared. */
export function readExports(file: string): readonly Exported[] {
  const module = readModule(file);
  return module.body
    .flatMap((statement) => {
      if (statement.type !== 'ExportNamedDeclaration') return [];
      const own = namesOf(statement);
      if (own.length > 0) return own.map((name) => declared(module, name));
      return statement.specifiers.map(({ local, exported }) => {
        const source = statement.source?.value;
        const found =
          source === undefined ? declared(module, nameOf(local)) : imported(file, source, nameOf(local));
        return { ...found, name: nameOf(exported) };
      });
    })
    .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index);
}

function readModule(file: string): Module {
  if (!existsSync(file)) throw new Error(`${file} is missing: build the packages first (pnpm build)`);
  const text = readFileSync(file, 'utf8');
  const { program, comments } = parseSync(file, text);
  return { file, text, body: program.body, comments };
}

function imported(from: string, source: string, name: string): Exported {
  const file = join(dirname(from), source.replace(/\.(?:js|ts)$/, '.d.ts'));
  const found = readExports(file).find((one) => one.name === name);
  if (found === undefined) throw new Error(`${file} does not export ${name}`);
  return found;
}

function declared(module: Module, name: string): Exported {
  const statements = module.body.filter((statement) => namesOf(statement).includes(name));
  const [first] = statements;
  if (first === undefined) throw new Error(`${module.file} does not declare ${name}`);
  const code = statements.map((statement, index) => {
    const doc = index === 0 ? undefined : docComment(module, statement);
    return `${doc === undefined ? '' : `/*${doc.value}*/\n`}${codeOf(module, statement)}`;
  });
  const kind = kindOf(declarationOf(first));
  return { name, kind, doc: textOf(docComment(module, first)), code: code.join('\n') };
}

function declarationOf(statement: Statement): Statement {
  return (statement.type === 'ExportNamedDeclaration' && statement.declaration) || statement;
}

/** The names that a statement declares. */
function namesOf(statement: Statement): readonly string[] {
  const declaration = declarationOf(statement);
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  const isNamed = 'id' in declaration && declaration.id?.type === 'Identifier';
  return isNamed ? [(declaration.id as { readonly name: string }).name] : [];
}

function kindOf({ type }: Statement): Exported['kind'] {
  if (type === 'TSDeclareFunction' || type === 'FunctionDeclaration') return 'function';
  if (type === 'ClassDeclaration') return 'class';
  return type === 'VariableDeclaration' ? 'constant' : 'type';
}

function nameOf(id: { readonly type: string; readonly name?: string; readonly value?: string }): string {
  return id.name ?? id.value ?? '';
}

function codeOf({ text }: Module, { start, end }: Statement): string {
  return text
    .slice(start, end)
    .replace(/^(?:export )?(?:declare )?/, '')
    .replaceAll(/^ *#private;\n/gm, '');
}

function docComment({ text, comments }: Module, { start }: Statement): Comment | undefined {
  return comments.findLast(
    (comment) =>
      comment.end <= start && comment.value.startsWith('*') && text.slice(comment.end, start).trim() === '',
  );
}

function textOf(comment: Comment | undefined): string {
  return (comment?.value ?? '')
    .slice(1)
    .replaceAll(/^ *\* ?/gm, '')
    .trim();
}
