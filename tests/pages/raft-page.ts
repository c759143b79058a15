/** `docs/raft.md`: each rule of Raft, where it comes from, where it stands, and its tests. Read from the code as text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RaftRules } from '../../protocols/raft/rules.ts';
import { figures, sections, type Part } from './raft-places.ts';

type RuleName = keyof RaftRules;

/** A line of a file in `protocols/raft/`, counted from 1. */
interface Spot {
  readonly file: string;
  readonly line: number;
}

/** Tests about one rule. */
interface RuleTests extends Spot {
  /** The sentence that they are about. */
  readonly sentence: string;
  readonly count: number;
}

/** One rule, with all that is known of it. */
export interface RuleEntry {
  readonly name: RuleName;
  readonly does: string;
  /** Names of places, see `raft-places.ts`. */
  readonly sources: readonly string[];
  /** Null where no table of rules has it. */
  readonly code: Spot | null;
  readonly tests: readonly RuleTests[];
}

interface Source {
  readonly file: string;
  readonly lines: readonly string[];
}

const root = join(import.meta.dirname, '../..');
const folder = 'protocols/raft';

/** Every rule of `names`, in the order of `rules.ts`. */
export function readRules(names: readonly RuleName[]): readonly RuleEntry[] {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts')).toSorted();
  const sources = files.map((file) => ({ file, lines: readFileSync(join(root, folder, file), 'utf8').split('\n') }));
  const declared = sources.find(({ file }) => file === 'rules.ts')?.lines ?? [];
  const tests = sources.filter(({ file }) => file.endsWith('.test.ts'));
  const tables = sources.filter(({ lines }) => lines.some((line) => /^export const \w+Rules: (?:Pick<)?\w+Rules/.test(line)));
  const lineOf = (name: RuleName): number => declared.findIndex((line) => line.startsWith(`  ${name}(`));
  return names.toSorted((a, b) => lineOf(a) - lineOf(b)).map((name) => ({ name, ...docOf(declared, lineOf(name)), code: spotOf(tables, name), tests: testsOf(tests, name) }));
}

/** What the comment above `line` says, and the places that it names. */
function docOf(lines: readonly string[], line: number): Pick<RuleEntry, 'does' | 'sources'> {
  const begin = lines.findLastIndex((text, i) => i < line && text.includes('/**'));
  const text = lines.slice(Math.max(0, begin), Math.max(0, line)).map((line) => line.replace(/^\s*(?:\/\*\*|\*\/|\*)\s*/, '').replace(/\*\/\s*$/, '')).join(' ');
  const [does = '', sources = ''] = text.split('@source');
  return { does: does.trim(), sources: sources.split(';').map((source) => source.trim()).filter((source) => source !== '') };
}

function spotOf(tables: readonly Source[], name: RuleName): Spot | null {
  const spots = tables.flatMap(({ file, lines }) => lines.flatMap((text, i) => (text.startsWith(`  ${name}(`) || text.startsWith(`  ${name}: `) ? [{ file, line: i + 1 }] : [])));
  return spots[0] ?? null;
}

const group = /^describe\(rule\('(\w+)', (['"])(.*)\2\), \(\) => \{$/;

function testsOf(tests: readonly Source[], name: RuleName): readonly RuleTests[] {
  return tests.flatMap(({ file, lines }) =>
    lines.flatMap((text, i) => {
      const [, of, , sentence = ''] = group.exec(text) ?? [];
      if (of !== name) return [];
      const end = lines.indexOf('});', i);
      const count = lines.slice(i, end).filter((line) => /^\s+test(?:\.each)?\(/.test(line)).length;
      return [{ file, line: i + 1, sentence, count }];
    }),
  );
}

/** The page, as Markdown; the tables of options come first. */
export function raftPage(rules: readonly RuleEntry[], options: readonly string[]): string {
  return [preface, ...options, ...[...figures, ...sections].map((part) => partTable(part, rules)), ruleTable(rules)].join('\n');
}

const preface = `# Raft: its options, and which rule stands where

This page is generated from the code: \`FAULTLINE_PAGES=write npx vitest run tests/raft-page.test.ts\`. A test fails where it is not up to date, where a rule
has no source or no test, and where an item of the figures has no rule.

The paper is Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm (Extended Version)", 2014; the thesis is Ongaro's
"Consensus: Bridging Theory and Practice", 2014. What an item asks for is said in our own words.
`;

function partTable({ title, places }: Part, rules: readonly RuleEntry[]): string {
  const rows = Object.entries(places).map(([place, asks]) => {
    const carriers = rules.filter(({ sources }) => sources.includes(place));
    return `| ${place.replace(`${title}, `, '').replace(/^Figure \d+, /, '')} | ${asks} | ${carriers.map(ruleLink).join(', ')} |`;
  });
  return `## ${title}\n\n| item | asks for | rules |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function ruleTable(rules: readonly RuleEntry[]): string {
  const rows = rules.map((entry) => `| ${ruleLink(entry)} | ${entry.does} | ${entry.sources.join('; ')} | ${entry.tests.map(testLink).join('<br>')} |`);
  return `## Every rule\n\n| rule | does | after | tests |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const ruleLink = ({ name, code }: RuleEntry): string => (code === null ? `\`${name}\`` : `[\`${name}\`](${hrefOf(code)})`);

const testLink = (tests: RuleTests): string => `[${tests.count} of](${hrefOf(tests)}) ${tests.sentence.replaceAll('|', '\\|')}`;

const hrefOf = ({ file, line }: Spot): string => `../${folder}/${file}#L${line}`;
