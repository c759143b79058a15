import { logMark } from './jepsenLog.ts';

/** The formats that are read. */
export const formatNames = ['jsonLines', 'porcupine', 'etcdReport', 'itf', 'jepsenEdn', 'jepsenLog'] as const;
/** One of `formatNames`. */
export type FormatName = (typeof formatNames)[number];

/** A format, and what told it. */
export interface Guess {
  readonly format: FormatName;
  readonly from: 'name' | 'text';
}

const endings: readonly (readonly [ending: string, format: FormatName])[] = [
  ['.itf.json', 'itf'],
  ['.jsonl', 'jsonLines'],
  ['.ndjson', 'jsonLines'],
  ['.json', 'jsonLines'],
  ['.edn', 'jepsenEdn'],
  ['.log', 'jepsenLog'],
];

/** So much of the text is enough to tell the format. */
export const guessLength = 4_096;

/** Tells the format from the beginning of a text, where that is clear; else from the ending of the file's name. Null: from neither. */
export function guessFormat(start: string, fileName: string): Guess | null {
  const byText = formatOfJson(start) ?? (start.includes(logMark) ? 'jepsenLog' : null);
  if (byText !== null) return { format: byText, from: 'text' };
  const byName = endings.find(([ending]) => fileName.toLowerCase().endsWith(ending));
  if (byName !== undefined) return { format: byName[1], from: 'name' };
  if (/^\s*\{\s*"/.test(start)) return { format: 'jsonLines', from: 'text' };
  return /^\s*[[({#;]/.test(start) ? { format: 'jepsenEdn', from: 'text' } : null;
}

/** The names of the fields tell: our own have small letters, those of Go capitals. */
function formatOfJson(start: string): FormatName | null {
  if (!/^\s*\[?\s*\{\s*"/.test(start)) return null;
  if (/^\s*\{\s*"(?:#meta|params|vars|states|loop)"/.test(start)) return 'itf';
  if (/"Type"\s*:\s*"(?:range|txn|leaseGrant|leaseRevoke|defragment|compact)"/.test(start)) return 'etcdReport';
  if (/"(?:ClientId|Input|Kind|Id)"\s*:/.test(start)) return 'porcupine';
  return /"(?:clientId|input|call)"\s*:/.test(start) ? 'jsonLines' : null;
}
