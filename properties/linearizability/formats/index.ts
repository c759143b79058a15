import type { History } from '../../history.ts';
import type { ModelName, ModelTypes } from '../models/index.ts';
import type { Codec } from './codec.ts';
import { codecs } from './codecs.ts';
import { readJepsenEdn } from './jepsenEdn.ts';
import { logMark, readJepsenLog } from './jepsenLog.ts';
import { readJsonLines } from './jsonLines.ts';
import { limits, Malformed } from './malformed.ts';

export { writeJsonLines } from './jsonLines.ts';

/** The formats that are read: our own lines of JSON, and the EDN and the log of Jepsen. */
export const formatNames = ['jsonLines', 'jepsenEdn', 'jepsenLog'] as const;
/** One of `formatNames`. */
export type FormatName = (typeof formatNames)[number];

/** What a text holds, and in which format. */
export interface ReadOptions<Name extends ModelName> {
  /** Whose operations the file holds. */
  readonly model: Name;
  /** Default: told from the ending of the file's name, else from its text. */
  readonly format?: FormatName;
  readonly fileName?: string;
}

/** Why a text is no history. `line` and `column` count from 1; line 0 is the text as a whole. */
export interface FormatProblem {
  readonly line: number;
  readonly column: number | null;
  readonly message: string;
}

/** A history of at least one operation, or why the text is none. */
export type ReadResult<Input, Output> =
  | { readonly kind: 'history'; readonly format: FormatName; readonly history: History<Input, Output> }
  | { readonly kind: 'malformed'; readonly problem: FormatProblem };

/** Reads a history from the text of a file. Never throws for what the text may hold; time and memory are linear in it. */
export function readHistory<Name extends ModelName>(
  text: string,
  options: ReadOptions<Name>,
): ReadResult<ModelTypes[Name]['input'], ModelTypes[Name]['output']> {
  try {
    if (text.length > limits.text) throw new Malformed(`${text.length} characters; at most ${limits.text} are read`, 0);
    const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
    const format = options.format ?? guessFormat(content, options.fileName ?? '');
    const history = read(content, format, options.model, codecs[options.model]);
    if (history.length === 0) throw new Malformed(`no operation found in it, read as ${format}`, 0);
    return { kind: 'history', format, history };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { kind: 'malformed', problem: { line: error.line, column: error.column, message: error.message } };
  }
}

function read<Input, Output>(
  text: string,
  format: FormatName,
  model: ModelName,
  codec: Codec<Input, Output>,
): History<Input, Output> {
  if (format === 'jsonLines') return readJsonLines(text, codec);
  if (codec.jepsen === null) throw new Malformed(`histories of ${model} are read as jsonLines only, not as ${format}`, 0);
  return format === 'jepsenEdn' ? readJepsenEdn(text, codec.jepsen) : readJepsenLog(text, codec.jepsen);
}

const endings: readonly (readonly [ending: string, format: FormatName])[] = [
  ['.jsonl', 'jsonLines'],
  ['.ndjson', 'jsonLines'],
  ['.json', 'jsonLines'],
  ['.edn', 'jepsenEdn'],
  ['.log', 'jepsenLog'],
];

const startLength = 4_096;

function guessFormat(text: string, fileName: string): FormatName {
  const byEnding = endings.find(([ending]) => fileName.toLowerCase().endsWith(ending));
  if (byEnding !== undefined) return byEnding[1];
  const start = text.slice(0, startLength).trimStart();
  if (/^\{\s*"/.test(start)) return 'jsonLines';
  if (start.includes(logMark)) return 'jepsenLog';
  if (/^[[({#;]/.test(start)) return 'jepsenEdn';
  throw new Malformed(`its format cannot be told: name it (${formatNames.join(', ')})`, 0);
}

/** `line 3, column 7: message`. */
export function problemText({ line, column, message }: FormatProblem): string {
  if (line === 0) return message;
  return column === null ? `line ${line}: ${message}` : `line ${line}, column ${column}: ${message}`;
}
