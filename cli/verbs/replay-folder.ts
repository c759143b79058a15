/** A folder of capsules, played again one after the other: what a job of CI asks of the failures that were kept. */
import type { FailureKind } from '../../sim/hosts/failure.ts';
import { signatureOf } from '../../sim/hosts/failure.ts';
import { encodeCapsule, type Capsule } from '../../sim/world/capsule.ts';
import { BadInput } from '../../hunt/bad-input.ts';
import { list } from '../../hunt/corpus.ts';
import { failureOfLoss } from '../../hunt/lost-runs.ts';
import type { Drift } from '../../hunt/nearby.ts';
import { WorkerLost } from '../../hunt/pool.ts';
import type { ReplayVerdict } from '../../hunt/replay.ts';
import { refOf } from '../capsules.ts';
import { exitCodeOf, exitCodes, worstOf, type ExitCode } from '../exit.ts';
import { sayDrift } from '../drift.ts';
import type { CommonOptions } from '../options.ts';
import { Single } from '../single.ts';
import { Voice, type Style } from '../voice.ts';
import { counted, indented } from '../words.ts';

interface FolderOptions extends CommonOptions {
  readonly patience: number;
}

/** What became of one file. */
interface Outcome {
  readonly path: string;
  readonly capsule: Capsule | null;
  readonly verdict: ReplayVerdict | 'unreadable' | 'stopped';
  /** What is wrong with it now. */
  readonly kind: FailureKind | null;
  readonly signature: string | null;
  readonly drift: readonly Drift[];
  /** Why it could not be played. */
  readonly reason: string | null;
}

/** Says what became of each; the exit code is that of the worst failure, else 2 where a file could not be read, else 0. */
export async function replayFolder(folder: string, options: FolderOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const files = list(folder);
  if (files.length === 0) throw new BadInput(`${folder}: there is no capsule in this folder`);
  const single = new Single(options.patience);
  const outcomes: Outcome[] = [];
  try {
    for (const file of files) {
      const outcome = file.kind === 'capsule' ? await play(single, folder, file.path, file.capsule) : unreadable(file.path, file.reason, null);
      if (outcome.verdict === 'stopped') break;
      outcomes.push(outcome);
      say(voice, outcome);
    }
  } finally {
    await single.close();
  }
  return conclude(voice, folder, outcomes, single.signal !== null && outcomes.length < files.length);
}

const unreadable = (path: string, reason: string, capsule: Capsule | null): Outcome => ({ path, capsule, verdict: 'unreadable', kind: null, signature: null, drift: [], reason });

/** A capsule whose scenario is gone stops nobody. */
async function play(single: Single, folder: string, path: string, capsule: Capsule): Promise<Outcome> {
  try {
    const result = await single.perform({ kind: 'replay', ref: await refOf(capsule, folder), capsule: encodeCapsule(capsule) });
    if (result instanceof WorkerLost) return lostRun(path, capsule, result);
    const failure = result.verdict === 'nondeterministic' ? result.difference : result.failure;
    return { path, capsule, verdict: result.verdict, kind: failure?.kind ?? null, signature: failure === null ? null : signatureOf(failure), drift: result.drift, reason: null };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    return unreadable(path, error.message, capsule);
  }
}

function lostRun(path: string, capsule: Capsule, lost: WorkerLost): Outcome {
  const failure = failureOfLoss(lost);
  const isSame = capsule.failure !== null && signatureOf(capsule.failure) === signatureOf(failure);
  return { path, capsule, verdict: lost.reason === 'stopped' ? 'stopped' : isSame ? 'still fails' : 'drifted', kind: failure.kind, signature: signatureOf(failure), drift: [], reason: null };
}

/** With the same code a failure that comes again still fails, and a pass is one. */
const wordOf = ({ verdict, kind }: Outcome): string => (verdict === 'identical' ? (kind === null ? 'passes' : 'still fails') : verdict);

const colours: Readonly<Record<string, Style>> = { fixed: 'green', passes: 'green', unreadable: 'yellow' };

function say(voice: Voice, outcome: Outcome): void {
  const { path, capsule, signature, reason, drift } = outcome;
  const before = capsule?.failure == null ? null : signatureOf(capsule.failure);
  const what = reason ?? (signature === null || signature === before ? before : `${before ?? 'a pass'}; now ${signature}`) ?? '';
  voice.say(`${voice.style(colours[wordOf(outcome)] ?? 'red', wordOf(outcome).padEnd(16))} ${path}`);
  if (what !== '') voice.say(indented(what, 4));
  sayDrift(voice, drift, 4);
}

function conclude(voice: Voice, folder: string, outcomes: readonly Outcome[], isStopped: boolean): ExitCode {
  const words = outcomes.map(wordOf);
  const counts = [...new Set(words)].map((word) => `${words.filter((other) => other === word).length} ${word}`);
  const worst = worstOf(outcomes.flatMap(({ kind }) => (kind === null ? [] : [kind])));
  const code = worst !== null ? exitCodeOf(worst) : isStopped ? exitCodes.interrupted : outcomes.some(({ verdict }) => verdict === 'unreadable') ? exitCodes.badInput : exitCodes.pass;
  voice.say();
  voice.say(`${counted(outcomes.length, 'capsule')}: ${counts.join(', ')}${isStopped ? '; stopped before the end' : ''}`);
  voice.answer({ verb: 'replay', exitCode: code, folder, stopped: isStopped, capsules: outcomes.map(outcomeObject) });
  return code;
}

function outcomeObject(outcome: Outcome): object {
  const { path, capsule, verdict, signature, drift, reason } = outcome;
  const recorded = capsule?.failure == null ? null : signatureOf(capsule.failure);
  return { path, scenario: capsule?.scenario ?? null, seed: capsule?.seed ?? null, mutant: capsule?.mutant ?? null, verdict, status: wordOf(outcome), recorded, signature, drift, reason };
}
