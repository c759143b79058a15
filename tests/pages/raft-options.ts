/** The options of Raft, as a table of `docs/raft.md`. Read from the code as text; the defaults are what servers run with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTime } from '../../sim/core/time.ts';

/** One option, with all that is known of it. */
export interface OptionEntry {
  readonly name: string;
  /** What it is where it is left out. */
  readonly value: string;
  /** What its docstring says that it is. */
  readonly said: string;
  readonly means: string;
  /** Names of places, see `raft-places.ts`. */
  readonly sources: readonly string[];
}

const folder = join(import.meta.dirname, '../../protocols/raft');

/** The fields of an interface in this file, each with its docstring; `defaults` has their values. */
export function readOptions(file: string, declaration: string, defaults: Readonly<Record<string, unknown>>): readonly OptionEntry[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const [, fields = ''] = new RegExp(`export interface ${declaration}\\b[^{]*\\{\\n(.*?)\\n\\}`, 's').exec(text) ?? [];
  return [...fields.matchAll(/(?:\/\*\*(.*?)\*\/\s*)?readonly (\w+)\??:/gs)].map(([, doc = '', name = '']) => {
    const [means = '', said = '', sources = ''] = doc.replaceAll(/\s*\n\s*\*\s*/g, ' ').split(/@default|@source/);
    const value = formatValue(name, defaults[name]);
    return { name, value, said: said.trim(), means: means.trim(), sources: sources.split(';').map((source) => source.trim()).filter((source) => source !== '') };
  });
}

const formatValue = (name: string, value: unknown): string => (typeof value === 'number' && /Timeout|Interval|Delay/.test(name) ? formatTime(value) : String(value));

/** The table, as Markdown. */
export function optionTable(title: string, options: readonly OptionEntry[]): string {
  const rows = options.map((entry) => `| \`${entry.name}\` | ${entry.value} | ${entry.means.replaceAll('|', '\\|')} | ${entry.sources.join('; ')} |`);
  return `## ${title}\n\n| option | default | meaning | after |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}
