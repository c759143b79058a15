/** Scenarios as fast-check properties, for test suites: the same plans and the same capsules as in a hunt. */
import fc from 'fast-check';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { explainCalls } from '../scenarios/explained-calls.ts';
import type { Report } from '../scenarios/setup.ts';
import { capture } from './capture.ts';
import { keep } from './corpus.ts';
import { libraryHash } from './library.ts';
import { withPoisonedGlobals } from './poison.ts';
import { namesFile } from './reference.ts';
import { plansOf, runPlan } from './run.ts';
import { shrink, type Shrunk } from './shrink.ts';
import { formatLine } from './story-line.ts';
import { tell } from './story.ts';

/** How to search a scenario in a test suite. */
export interface SearchOptions {
  /** What the capsule of a failure names: a built-in scenario, or the path of a scenario file. */
  readonly name: string;
  /** Plans to try (default 100). */
  readonly runs?: number;
  /** Seed of the search; default: drawn from fast-check's global seed, so another one each time where that is not set. It is in the message of a failure. */
  readonly seed?: number;
  readonly mutant?: Mutant | null;
  /** Folder for the capsule of a failure (default `.faultline`). */
  readonly corpus?: string;
}

/** What a search found, shrunk; null: nothing. */
export function search(scenario: Scenario, { runs = 100, seed = anySeed(), mutant = null }: Omit<SearchOptions, 'name' | 'corpus'> = {}): Shrunk | null {
  const property = fc.property(fc.noShrink(fc.noBias(fc.nat())), plansOf(scenario), (seed, plan) => runPlan(scenario, seed, plan, { mutant }).failure === null);
  const details = withPoisonedGlobals(() => fc.check(property, { numRuns: runs, seed, endOnFailure: true }));
  if (details.counterexample === null) return null;
  const [failingSeed, plan] = details.counterexample;
  return withPoisonedGlobals(() => shrink(scenario, runPlan(scenario, failingSeed, plan, { mutant }), { mutant }));
}

/** A test suite compiles the user's file in its own way: a replay takes it for other code. */
const unknownCode = '0'.repeat(64);

const anySeed = (): number => fc.sample(fc.noBias(fc.integer()), 1)[0] ?? 0;

/** Fails, with the shortest story and the command that replays it, where the scenario does. */
export function assertHolds(scenario: Scenario, options: SearchOptions): void {
  const { seed = anySeed() } = options;
  const found = search(scenario, { ...options, seed });
  if (found === null) return;
  const { report } = found;
  const ref = { kind: 'builtin', name: options.name, codeHash: namesFile(options.name) ? unknownCode : libraryHash() } as const;
  const path = keep(options.corpus ?? '.faultline', capture(ref, scenario, report, { mutant: options.mutant ?? null, shrunk: true }));
  throw new Error(describeFailure(scenario, report, options, seed, path));
}

function describeFailure(scenario: Scenario, report: Report, { name, mutant = null }: SearchOptions, seed: number, path: string): string {
  const { lines, report: told } = tell(scenario, report.seed, report.plan, mutant);
  const why = explainCalls(scenario, told.calls);
  const failure = report.failure === null ? '' : `${signatureOf(report.failure)}\n${report.failure.message}`;
  return [`${name} fails: ${failure}`, '', ...lines.slice(-60).map(formatLine), '', ...(why === null ? [] : [why]), `Search seed ${seed}. Replay: npx faultline replay ${path}`].join('\n');
}
