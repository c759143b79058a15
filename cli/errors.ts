/** What is said when a verb cannot do what it was asked. */
import { styleText } from 'node:util';
import { CommanderError } from 'commander';
import { BadInput } from '../hunt/bad-input.ts';
import { packageVersion } from '../hunt/library.ts';
import { exitCodes, type ExitCode } from './exit.ts';
import { printable } from './printable.ts';
import { Voice } from './voice.ts';
import { indented } from './words.ts';

/** Errors that the user can mend: the message is enough. By name, because each stands in a part that need not be loaded. */
const inputErrors: ReadonlySet<string> = new Set(['BadInput', 'CapsuleError', 'CorpusError', 'HistoryError']);

export function explainError(error: unknown, args: readonly string[]): ExitCode {
  const voice = new Voice({ json: args.includes('--json') });
  const message = inputMessage(error, args);
  if (message === null) return explainInternal(error, args, voice);
  process.stderr.write(`${errorWord()} ${printable(message)}\n`);
  voice.answer({ verb: args[0] ?? null, exitCode: exitCodes.badInput, verdict: 'bad input', error: message });
  return exitCodes.badInput;
}

const errorWord = (): string => styleText('red', 'error:', { stream: process.stderr });

function inputMessage(error: unknown, args: readonly string[]): string | null {
  if (error instanceof CommanderError) return usageMessage(error, args);
  if (error instanceof BadInput || (error instanceof Error && inputErrors.has(error.name))) return error.message;
  return null;
}

function usageMessage({ code, message }: CommanderError, args: readonly string[]): string {
  const verb = args.find((argument) => !argument.startsWith('-'));
  if (code === 'commander.help') return 'expected a verb: see faultline --help';
  const where = verb === undefined || code === 'commander.unknownCommand' ? 'faultline --help' : `faultline ${verb} --help`;
  return `${message.replace(/^error: /, '')}\nSee ${where}`;
}

function explainInternal(error: unknown, args: readonly string[], voice: Voice): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = [
    `internal error: ${error instanceof Error ? error.message : String(error)}`,
    'This is a mistake of faultline, not yours. Please report it with these lines:',
    indented(`faultline ${packageVersion()}, Node ${process.version}, ${process.platform} ${process.arch}`),
    indented(`arguments: ${JSON.stringify(args)}`),
    indented(stack),
  ];
  process.stderr.write(`${printable(lines.join('\n'))}\n`);
  voice.answer({ verb: args[0] ?? null, exitCode: exitCodes.internal, verdict: 'internal error', error: stack });
  return exitCodes.internal;
}
