import type { History } from '../../history.ts';
import type { ModelName, ModelTypes } from '../models/index.ts';
import type { Codec } from './codec.ts';
import { codecs } from './codecs.ts';
import { EtcdReportReader } from './etcdReport.ts';
import { type FormatName, formatNames, guessFormat, guessLength } from './guess.ts';
import { ItfReader } from './itf.ts';
import { JepsenEdnReader } from './jepsenEdn.ts';
import { JepsenLogReader } from './jepsenLog.ts';
import { JsonLinesReader } from './jsonLines.ts';
import { Malformed } from './malformed.ts';
import { PorcupineReader } from './porcupine.ts';
import type { FormatReader } from './reader.ts';

/** What a text holds, and in which format. */
export interface ReadOptions<Name extends ModelName> {
  /** Whose operations the file holds. */
  readonly model: Name;
  /** Default: told from the text, or from the ending of the file's name. */
  readonly format?: FormatName;
  readonly fileName?: string;
}

/** Why a text is no history. `line` and `column` count from 1; line 0 is the text as a whole. */
export interface FormatProblem {
  readonly line: number;
  readonly column: number | null;
  readonly message: string;
}

/** A history of at least one operation, or why the text is none. `from`: what told the format. */
export type ReadResult<Input, Output> =
  | { readonly kind: 'history'; readonly format: FormatName; readonly from: 'option' | 'name' | 'text'; readonly history: History<Input, Output> }
  | { readonly kind: 'malformed'; readonly problem: FormatProblem };

type Result<Name extends ModelName> = ReadResult<ModelTypes[Name]['input'], ModelTypes[Name]['output']>;
type Reader<Name extends ModelName> = FormatReader<ModelTypes[Name]['input'], ModelTypes[Name]['output']>;

interface Chosen<Name extends ModelName> {
  readonly format: FormatName;
  readonly from: 'option' | 'name' | 'text';
  readonly reader: Reader<Name>;
}

/**
 * Reads a history from a text that comes in chunks. Never throws for what the text may hold; time is linear in it, and what is
 * kept at any time is the operations so far and at most one record, whose length is limited.
 */
export class HistoryReader<Name extends ModelName> {
  readonly #options: ReadOptions<Name>;
  #start = '';
  #chosen: Chosen<Name> | null = null;
  #problem: FormatProblem | null = null;

  constructor(options: ReadOptions<Name>) {
    this.#options = options;
  }

  /** The next part of the text. False: no more is needed, because it is malformed. */
  feed(chunk: string): boolean {
    this.#attempt(() => {
      if (this.#chosen !== null) return this.#chosen.reader.feed(chunk);
      this.#start += chunk;
      if (this.#start.length >= guessLength) this.#choose();
    });
    return this.#problem === null;
  }

  /** After the last part. */
  end(): Result<Name> {
    const history = this.#attempt(() => {
      const { reader, format } = this.#chosen ?? this.#choose();
      const read = reader.end();
      if (read.length === 0) throw new Malformed(`no operation found in it, read as ${format}`, 0);
      return read;
    });
    if (history === null || this.#chosen === null) return { kind: 'malformed', problem: this.#problem ?? { line: 0, column: null, message: 'nothing was read' } };
    const { format, from } = this.#chosen;
    return { kind: 'history', format, from, history };
  }

  #attempt<Done>(read: () => Done): Done | null {
    if (this.#problem !== null) return null;
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#problem = { line: error.line, column: error.column, message: error.message };
      return null;
    }
  }

  /** Takes a format once enough of the text is there, and hands it on. */
  #choose(): Chosen<Name> {
    const { model, format, fileName = '' } = this.#options;
    const text = this.#start.startsWith('\uFEFF') ? this.#start.slice(1) : this.#start;
    const guess = format === undefined ? guessFormat(text.slice(0, guessLength), fileName) : { format, from: 'option' as const };
    if (guess === null) throw new Malformed(`its format cannot be told: name it (${formatNames.join(', ')})`, 0);
    const chosen = { ...guess, reader: readerOf(guess.format, model) };
    this.#chosen = chosen;
    this.#start = '';
    chosen.reader.feed(text);
    return chosen;
  }
}

/** Reads a history from the whole text of a file. */
export function readHistory<Name extends ModelName>(text: string, options: ReadOptions<Name>): Result<Name> {
  const reader = new HistoryReader(options);
  reader.feed(text);
  return reader.end();
}

function readerOf<Name extends ModelName>(format: FormatName, model: Name): Reader<Name> {
  if (format !== 'etcdReport') return readerWith(format, model, codecs[model]);
  const readers: { readonly [Each in ModelName]?: () => Reader<Each> } = { register: () => new EtcdReportReader() };
  const make = readers[model];
  if (make === undefined) throw new Malformed(`reports of etcd are read as histories of register, not of ${model}`, 0);
  return make();
}

function readerWith<Input, Output>(format: Exclude<FormatName, 'etcdReport'>, model: ModelName, codec: Codec<Input, Output>): FormatReader<Input, Output> {
  switch (format) {
    case 'jsonLines':
      return new JsonLinesReader(codec);
    case 'porcupine':
      return new PorcupineReader(model, codec);
    case 'itf':
      return new ItfReader(codec);
    case 'jepsenEdn':
    case 'jepsenLog':
      if (codec.jepsen === null) throw new Malformed(`histories of ${model} are not read as ${format}, but as jsonLines, porcupine or itf`, 0);
      return format === 'jepsenEdn' ? new JepsenEdnReader(codec.jepsen) : new JepsenLogReader(codec.jepsen);
  }
}

/** `line 3, column 7: message`. */
export function problemText({ line, column, message }: FormatProblem): string {
  if (line === 0) return message;
  return column === null ? `line ${line}: ${message}` : `line ${line}, column ${column}: ${message}`;
}
