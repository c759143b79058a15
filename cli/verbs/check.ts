/** `faultline check`: a history from a file. */
import type { Command } from 'commander';
import { check } from '../../properties/linearizability/checker.ts';
import { explain } from '../../properties/linearizability/explain.ts';
import { formatNames, type FormatName } from '../../properties/linearizability/formats/index.ts';
import { isModelName, modelNames, models, type ModelName } from '../../properties/linearizability/models/index.ts';
import { explanationText, verdictText } from '../../properties/linearizability/report.ts';
import type { Statistics, Verdict } from '../../properties/linearizability/verdict.ts';
import { BadInput, didYouMean } from '../../hunt/bad-input.ts';
import { readHistoryFile } from '../history-file.ts';
import { exitCodes, type End, type ExitCode } from '../exit.ts';
import { count, jsonOption, type CommonOptions } from '../options.ts';
import { Voice } from '../voice.ts';

interface CheckOptions extends CommonOptions {
  readonly model: string;
  readonly format?: string;
  readonly budget?: number;
}

export function define(verb: Command, end: End): void {
  verb
    .description('Decides whether a history from a file is linearizable, and explains why not: a small part that shows it, the operation that fits nowhere, and the longest legal order before it.')
    .argument('<history>', 'a file')
    .requiredOption('--model <name>', `what the object is: ${modelNames.join(', ')}`)
    .option('--format <name>', `${formatNames.join(', ')} (default: told from the file)`)
    .option('--budget <number>', 'most configurations to visit before the verdict is unknown', count)
    .addOption(jsonOption())
    .addHelpText('after', afterword)
    .action((file: string, options: CheckOptions) => end(checkFile(file, options)));
}

const afterword = `
Models:
  register  read, write, compare and set           kvv   put and get with versions (6.5840, 2025)
  kv        get, put, append, key by key           lock  acquire, release
  store     get, put, append, delete, scan, transaction: keep it small, all keys are checked together
Exit codes: 0 linearizable, 11 not linearizable, 14 unknown: the budget was spent.

Examples:
  $ faultline check history.jsonl --model kvv
  $ faultline check etcd_001.log --model register --json

JSON: { verb, exitCode, verdict: "linearizable" | "not linearizable" | "unknown", file, model, format,
  statistics: { operations, unanswered, keys, widestWindow, configurations }, key: string | null, text }`;

function checkFile(file: string, { model, format, budget, json = false }: CheckOptions): ExitCode {
  if (!isModelName(model)) throw new BadInput(`there is no model '${model}'${didYouMean(model, modelNames)} (known are ${modelNames.join(', ')})`);
  if (format !== undefined && !isFormatName(format)) throw new BadInput(`there is no format '${format}'${didYouMean(format, formatNames)} (known are ${formatNames.join(', ')})`);
  const decided = decide(file, model, format, budget);
  const voice = new Voice({ json });
  const { words, code, colour } = verdicts[decided.verdict];
  const [first = '', ...rest] = decided.text.trimEnd().split('\n');
  voice.say([voice.style(colour, first), ...rest].join('\n'));
  const { format: found, statistics, key, text } = decided;
  voice.answer({ verb: 'check', exitCode: code, verdict: words, file, model, format: found, statistics, key, text });
  return code;
}

const isFormatName = (name: string): name is FormatName => formatNames.some((known) => known === name);

const verdicts = {
  ok: { words: 'linearizable', code: exitCodes.pass, colour: 'green' },
  illegal: { words: 'not linearizable', code: exitCodes.notLinearizable, colour: 'red' },
  unknown: { words: 'unknown', code: exitCodes.checkerUnknown, colour: 'yellow' },
} as const;

interface Decided {
  readonly verdict: keyof typeof verdicts;
  readonly format: FormatName;
  readonly statistics: Statistics;
  readonly key: string | null;
  readonly text: string;
}

function decide<Name extends ModelName>(file: string, name: Name, format: FormatName | undefined, budget: number | undefined): Decided {
  const read = readHistoryFile(file, name, format);
  const model = models[name];
  const verdict: Verdict<unknown> = check(model, read.history, budget === undefined ? {} : { budget });
  if (verdict.kind === 'refused') throw new BadInput(`${file}: ${verdictText(verdict)}`);
  const { kind, statistics } = verdict;
  if (kind !== 'illegal') return { verdict: kind, format: read.format, statistics, key: null, text: verdictText(verdict) };
  const explanation = explain(model, read.history, verdict);
  return { verdict: kind, format: read.format, statistics, key: verdict.key, text: explanationText(model, read.history, explanation) };
}
