/** `faultline check`: a history from a file. */
import type { Command } from 'commander';
import { explain, type Explanation } from '../../properties/linearizability/explain.ts';
import { formatNames, type FormatName } from '../../properties/linearizability/formats/index.ts';
import { isModelName, modelNames, models, type ModelName, type ModelTypes } from '../../properties/linearizability/models/index.ts';
import { drawPicture } from '../../properties/linearizability/picture/draw.ts';
import { explanationText, verdictText } from '../../properties/linearizability/report.ts';
import { sentenceOf } from '../../properties/linearizability/sentence.ts';
import type { Statistics } from '../../properties/linearizability/verdict.ts';
import { checkSequential, type SequentialVerdict } from '../../properties/linearizability/weaker/sequential.ts';
import { withLateReads } from '../../properties/linearizability/weaker/stale.ts';
import { counted } from '../../sim/core/counted.ts';
import { BadInput, didYouMean } from '../../hunt/bad-input.ts';
import { checkOnWorkers } from '../../hunt/check/check-on-workers.ts';
import { type Consistency, consistencyOf, wordsFor } from '../consistency.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { refuseTaken } from '../files.ts';
import { readHistoryFile, type FileHistory } from '../history-file.ts';
import { pageOf } from '../html.ts';
import { count, htmlOption, jsonOption, workersOption, type CommonOptions } from '../options.ts';
import { writePage } from '../picture.ts';
import { Voice } from '../voice.ts';

interface CheckOptions extends CommonOptions {
  readonly model: string;
  readonly format?: string;
  readonly budget?: number;
  readonly consistency: string;
  readonly html?: string;
  readonly workers: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Decides whether a history from a file is linearizable, and explains why not: in one sentence, with a small part that shows it, the operation that fits nowhere, and the longest legal order before it.')
    .argument('<history>', 'a file')
    .requiredOption('--model <name>', `what the object is: ${modelNames.join(', ')}`)
    .option('--format <name>', `${formatNames.join(', ')} (default: told from the text, else from the name)`)
    .option('--budget <number>', 'most configurations to visit before the verdict is unknown', count)
    .option('--consistency <level>', 'linearizable, sequential (each client in its order, all keys together), or stale:<bound>: reads may be late by so much', 'linearizable')
    .addOption(workersOption())
    .addOption(htmlOption())
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action(async (file: string, options: CheckOptions) => end(await checkFile(file, options)));
}

const afterword = `
Models:
  register  read, write, compare and set           kvv   put and get with versions (6.5840, 2025)
  kv        get, put, append, key by key           lock  acquire, release
  set       add, remove, contains                  lease acquire, release, write, with fencing tokens
  queue     enqueue, dequeue                       stack push, pop
  counter   get, add
  store     get, put, append, delete, scan, transaction: keep it small, all keys are checked together
The verdict is the same whatever the number of workers: keys that take much of a search are shared among them.
Exit codes: 0 linearizable, 11 not linearizable, 14 unknown: the budget was spent.

Examples:
  $ faultline check history.jsonl --model kvv
  $ faultline check etcd_001.log --model register --json
  $ faultline check history.jsonl --model kv --html why.html
  $ faultline check history.jsonl --model kv --consistency stale:50

JSON: { verb, exitCode, verdict: "linearizable" | "not linearizable" | "unknown" (other words for other levels), consistency, file, model, format, formatFrom: "option" | "name" | "text",
  statistics: { operations, unanswered, keys, widestWindow, configurations }, key: string | null, sentence: string | null,
  minimal: { operations: [indices], proven, certain } | null, html: path | null, text }`;

async function checkFile(file: string, { model, format, budget, consistency: level, html, workers, json = false }: CheckOptions): Promise<ExitCode> {
  if (!isModelName(model)) throw new BadInput(`there is no model '${model}'${didYouMean(model, modelNames)} (known are ${modelNames.join(', ')})`);
  if (format !== undefined && !isFormatName(format)) throw new BadInput(`there is no format '${format}'${didYouMean(format, formatNames)} (known are ${formatNames.join(', ')})`);
  if (html !== undefined) refuseTaken(html);
  const consistency = consistencyOf(level);
  const { verdict, page, text, ...decided } = await decide(file, model, format, { consistency, budget, workers });
  const voice = new Voice({ json });
  const { code, colour } = verdicts[verdict];
  const words = verdict === 'unknown' ? verdict : wordsFor(consistency)[verdict];
  voice.say(voice.style('dim', `${file}: read as ${decided.format}, ${sources[decided.formatFrom]}`));
  const [first = '', ...rest] = text.trimEnd().split('\n');
  voice.say([voice.style(colour, first), ...rest].join('\n'));
  const written = html === undefined ? null : writePage(voice, html, page);
  voice.answer({ verb: 'check', exitCode: code, verdict: words, consistency: level, file, model, ...decided, html: written, text });
  return code;
}

const isFormatName = (name: string): name is FormatName => formatNames.some((known) => known === name);

const sources = { option: 'as --format says', name: 'told from its name', text: 'told from its text' } as const;

const verdicts = {
  ok: { code: exitCodes.pass, colour: 'green' },
  illegal: { code: exitCodes.notLinearizable, colour: 'red' },
  unknown: { code: exitCodes.checkerUnknown, colour: 'yellow' },
} as const;

interface Decided {
  readonly verdict: keyof typeof verdicts;
  readonly format: FormatName;
  readonly formatFrom: keyof typeof sources;
  /** Less of it where all keys were searched together. */
  readonly statistics: Statistics | Pick<Statistics, 'operations' | 'configurations'>;
  readonly key: string | null;
  readonly sentence: string | null;
  readonly minimal: { readonly operations: readonly number[]; readonly proven: boolean; readonly certain: boolean } | null;
  readonly text: string;
  /** Draws the page; null where there is nothing to show. */
  readonly page: (() => string) | null;
}

/** What is asked of the history, and how much work it may take. */
interface Question {
  readonly consistency: Consistency;
  readonly budget: number | undefined;
  readonly workers: number;
}

async function decide<Name extends ModelName>(file: string, name: Name, format: FormatName | undefined, { consistency, budget, workers }: Question): Promise<Decided> {
  const read = readHistoryFile(file, name, format);
  const model = models[name];
  const options = budget === undefined ? {} : { budget };
  const about = { format: read.format, formatFrom: read.from };
  if (consistency.kind === 'sequential') return { ...about, ...nothingShown, ...sequential(file, checkSequential(model, read.history, options), read.history.length) };
  const history = consistency.kind === 'stale' ? withLateReads(model, read.history, consistency.bound) : read.history;
  const verdict = await checkOnWorkers(name, history, { ...options, workers });
  if (verdict.kind === 'refused') throw new BadInput(`${file}: ${verdictText(verdict)}`);
  const { kind, statistics } = verdict;
  const found = { verdict: kind, ...about, statistics };
  if (kind !== 'illegal') return { ...found, ...nothingShown, text: late(consistency, verdictText(verdict)) };
  const shown = explained(file, name, history, explain(model, history, verdict));
  return { ...found, key: verdict.key, ...shown, text: late(consistency, shown.text) };
}

const nothingShown = { key: null, sentence: null, minimal: null, page: null };

/** Says first what the verdict is about, where it is not linearizability. */
const late = (consistency: Consistency, text: string): string => (consistency.kind === 'stale' ? `With reads that may be late by ${consistency.bound}: ${text}` : text);

function sequential(file: string, verdict: SequentialVerdict, operations: number): Pick<Decided, 'verdict' | 'statistics' | 'text'> {
  if (verdict.kind === 'refused') throw new BadInput(`${file}: ${verdictText(verdict)}`);
  const { kind, configurations } = verdict;
  const work = `${counted(operations, 'operation')}, ${counted(configurations, 'configuration')}`;
  const said = { ok: 'Sequentially consistent', illegal: 'Not sequentially consistent', unknown: 'Unknown' }[kind];
  return { verdict: kind, statistics: { operations, configurations }, text: `${said}: ${kind === 'unknown' ? `${verdict.why}; ` : ''}${work}.` };
}

function explained<Name extends ModelName>(
  file: string,
  name: Name,
  history: FileHistory<Name>['history'],
  explanation: Explanation<unknown, ModelTypes[Name]['input'], ModelTypes[Name]['output']>,
): Pick<Decided, 'sentence' | 'minimal' | 'text' | 'page'> {
  const model = models[name];
  const { kept, isMinimal, isCertain } = explanation.minimal;
  return {
    sentence: sentenceOf(model, history, explanation),
    minimal: { operations: kept.map(({ source }) => source), proven: isMinimal, certain: isCertain },
    text: explanationText(model, history, explanation),
    page: () => pageOf(drawPicture(model, history, explanation, { title: file })),
  };
}
