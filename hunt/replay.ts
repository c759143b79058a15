/** Replays a capsule: the same bytes, or the first step that differs. */
import { counted } from '../sim/core/counted.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { signatureOf, type Failure } from '../sim/hosts/failure.ts';
import { describeEvent } from '../sim/hosts/checks.ts';
import type { Watcher } from '../sim/hosts/simulation.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import type { Observed } from '../sim/world/recorder.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Report } from '../scenarios/setup.ts';
import { Census } from './census.ts';
import { driftOf, findNearby, type Drift } from './nearby.ts';
import { runPlan } from './run.ts';
import { sameSeedSameRun } from './run-comparison.ts';
import { isUnfinished } from './unfinished.ts';

/** How a replay compares with what its capsule recorded. */
export type ReplayVerdict =
  /** The same code did exactly the same. */
  | 'identical'
  /** The same code did something else: it is not deterministic. */
  | 'nondeterministic'
  /** Other code, same failure: as it was recorded, or nearby. */
  | 'still fails'
  /** Other code, and the run passes, as do those near it. */
  | 'fixed'
  /** Other code, another failure, and not the old one nearby. */
  | 'drifted';

/** What became of a capsule, with the run that was made of it. */
export interface Replay {
  readonly verdict: ReplayVerdict;
  /** The run of the capsule; where its failure was found nearby, that run. */
  readonly report: Report;
  /** What did not find its event with other code, and what was taken instead. */
  readonly drift: readonly Drift[];
  /** The first step whose hash is not the capsule's; null where none is. */
  readonly difference: Failure | null;
}

/**
 * Runs the capsule's seed and plan again and compares each step with its hashes. `codeHash` is that of the code here: equal to the
 * capsule's, the run must be identical.
 */
export function replay(capsule: Capsule, codeHash: string, scenario: Scenario, mutant: Mutant | null): Replay {
  const isSameCode = capsule.codeHash === codeHash;
  // Checked before anything else: what shows only once in a process must not be used up by a plain run.
  const impurity = capsule.failure?.kind === 'nondeterminism' ? findImpurity(capsule, scenario, mutant) : null;
  const comparer = new Comparer(capsule.digests);
  const census = new Census();
  const { seed, plan } = capsule;
  const report = runPlan(scenario, seed, plan, { mutant, digests: comparer.digests, onlooker: comparer, ...(isSameCode ? {} : { recorder: census }) });
  const differs = comparer.difference ?? endsDifferently(capsule, report);
  const difference = explained(differs, impurity ?? (isSameCode && differs !== null ? findImpurity(capsule, scenario, mutant) : null));
  if (isUnfinished(capsule)) return { verdict: report.failure === null ? 'fixed' : 'drifted', report, difference, drift: [] };
  if (isSameCode) return { verdict: judgeSame(difference), report, difference, drift: [] };
  const verdict = judgeOther(capsule, report, difference, impurity);
  return lookNearby(capsule, scenario, mutant, { verdict, report, difference, drift: driftOf(capsule, scenario, report, census) });
}

/** A failure that has gone may only have moved: to another name, another message, other draws. */
function lookNearby(capsule: Capsule, scenario: Scenario, mutant: Mutant | null, exact: Replay): Replay {
  const { failure } = capsule;
  if (failure === null || failure.kind === 'nondeterminism' || (exact.verdict !== 'fixed' && exact.verdict !== 'drifted')) return exact;
  const seen = exact.report.failure;
  if (seen !== null && isRenamed(failure, seen)) return { ...exact, verdict: 'still fails', drift: [{ what: `the property '${failure.property}'`, instead: `'${seen.property}'` }] };
  const { report, drift, renamed } = findNearby(capsule, failure, scenario, mutant);
  return report === null ? { ...exact, drift: [...renamed, ...exact.drift] } : { ...exact, verdict: 'still fails', report, drift };
}

/** The same kind of failure at the same node at the same microsecond: only its name is new. */
const isRenamed = (before: Place, now: Place): boolean => before.node !== null && before.kind === now.kind && before.time === now.time && before.node === now.node;

type Place = Pick<Failure, 'kind' | 'time' | 'node'>;

/**
 * Checks each step. Code that is not a pure function may do the same by luck; where it does not, this names the field, which
 * hashes cannot.
 */
function findImpurity({ seed, plan }: Capsule, scenario: Scenario, mutant: Mutant | null): Failure | null {
  const { failure } = runPlan(scenario, seed, plan, { mutant, checked: true });
  return failure?.kind === 'nondeterminism' ? failure : null;
}

function explained(difference: Failure | null, impurity: Failure | null): Failure | null {
  if (difference === null || impurity === null) return difference ?? impurity;
  return { ...difference, message: `${difference.message}; checked here, ${impurity.message}`, stack: impurity.stack };
}

const judgeSame = (difference: Failure | null): ReplayVerdict => (difference === null ? 'identical' : 'nondeterministic');

function judgeOther(capsule: Capsule, report: Report, difference: Failure | null, impurity: Failure | null): ReplayVerdict {
  if (capsule.failure?.kind === 'nondeterminism') return impurity === null ? 'fixed' : 'still fails';
  const before = capsule.failure === null ? null : signatureOf(capsule.failure);
  const now = report.failure === null ? null : signatureOf(report.failure);
  if (before === now) return before === null && difference === null ? 'identical' : 'still fails';
  return now === null ? 'fixed' : 'drifted';
}

/** Compares the hash after each step with the capsule's. */
class Comparer implements Watcher {
  readonly property = sameSeedSameRun;
  readonly digests: number[] = [];
  difference: Failure | null = null;
  private readonly expected: Uint8Array;

  constructor(expected: Uint8Array) {
    this.expected = expected;
  }

  observe(step: Observed): null {
    if (this.difference !== null || this.expected.length === 0) return null;
    const at = 2 * (step.index - 1);
    const [low, high] = [this.expected[at], this.expected[at + 1]];
    if (low === undefined || high === undefined) this.differ(step, `the capsule's run had ended after ${counted(this.expected.length / 2, 'step')}`);
    else if (this.digests[step.index - 1] !== (low | (high << 8))) this.differ(step, 'not what the capsule recorded');
    return null;
  }

  private differ({ index, time, node, event }: Observed, how: string): void {
    this.difference = differing(index, time, node, `node ${node}, step ${index}, on ${describeEvent(event)}: ${how}`);
  }
}

function endsDifferently(capsule: Capsule, { hash, steps, time }: Report): Failure | null {
  if (isUnfinished(capsule)) return null;
  if (hash === capsule.hash && steps === capsule.steps) return null;
  return differing(steps, time, null, `the run ends after ${counted(steps, 'step')} with hash ${hash}, the capsule's after ${capsule.steps} with ${capsule.hash}`);
}

function differing(step: number, time: number, node: number | null, message: string): Failure {
  return { kind: 'nondeterminism', property: sameSeedSameRun, message, step, time, node, stack: null };
}
