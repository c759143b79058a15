/** From the results of ranges to the report of a campaign, each range once. */
import { signatureOf } from '../../sim/hosts/failure.ts';
import { noCounts } from '../../sim/world/counters.ts';
import { movesOfPlan } from '../../properties/schedules/plan-size.ts';
import type { CampaignReport, Effort, Finding, ScenarioTally } from '../campaign-report.ts';
import { sizeOfPlan, type Kept } from '../corpus.ts';
import { slowestOf } from '../lane.ts';
import { sumBy, type ByStrategy } from '../strategies/by-strategy.ts';
import type { DueSituation } from '../tasks.ts';
import type { RangeRecord, RecordedFailure } from './range-record.ts';

/** A scenario, as the one who began the campaign has seen it. */
export interface MergedScenario {
  readonly name: string;
  readonly file: string | null;
  readonly title: string;
  readonly situations: readonly DueSituation[];
  readonly properties: readonly string[];
}

/** Records of the same range must be one. `corpus`: capsules that stand for the failures. */
export function mergeRecords(scenarios: readonly MergedScenario[], records: readonly RangeRecord[], corpus: readonly Kept[]): CampaignReport {
  const tallies = scenarios.map((scenario) => tallyOf(scenario, records.filter((record) => record.scenario === scenario.name)));
  const known = new Set(scenarios.map(({ name }) => name));
  const findings = findingsOf(records.filter(({ scenario }) => known.has(scenario)), corpus);
  return { tallies, findings, kept: [], interrupted: [], stopped: false, unkept: null, shrinking: 0, milliseconds: sumOf(records, ({ milliseconds }) => milliseconds) };
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}

function tallyOf(scenario: MergedScenario, records: readonly RangeRecord[]): ScenarioTally {
  const runs = sumOf(records, ({ seeds }) => seeds);
  const reached = new Set(records.flatMap(({ situations }) => situations));
  const isTimed = records.every(({ cpuMilliseconds }) => cpuMilliseconds !== null);
  return {
    ...scenario,
    runs,
    runsBy: sumBy(records.map(({ runsBy }) => runsBy)),
    steps: sumOf(records, ({ events }) => events),
    checked: sumOf(records, ({ checked }) => checked),
    milliseconds: sumOf(records, ({ milliseconds }) => milliseconds),
    cpuMilliseconds: isTimed ? sumOf(records, ({ cpuMilliseconds }) => cpuMilliseconds ?? 0) : null,
    counters: countersOf(records),
    reached,
    features: 0,
    chance: null,
    slowest: slowestOf(records.flatMap(({ slowest }) => slowest ?? [])),
    missed: scenario.situations.flatMap(({ name, within }) => (runs >= within && !reached.has(name) ? [name] : [])),
  };
}

function countersOf(records: readonly RangeRecord[]): ScenarioTally['counters'] {
  const sum = noCounts();
  const faults: Record<string, number> = { ...sum.faults };
  for (const record of records) for (const [kind, count] of Object.entries(record.faults)) faults[kind] = (faults[kind] ?? 0) + count;
  return { ...sum, faults: { ...sum.faults, ...faults } };
}

interface Group {
  readonly scenario: string;
  readonly first: RecordedFailure;
  count: number;
  countBy: ByStrategy;
}

function findingsOf(records: readonly RangeRecord[], corpus: readonly Kept[]): readonly Finding[] {
  const groups = new Map<string, Group>();
  for (const { scenario, failures } of records.toSorted((a, b) => a.from - b.from)) {
    for (const one of failures) {
      const key = keyOf(scenario, signatureOf(one.failure));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { scenario, first: one, count: one.count, countBy: one.countBy });
      else {
        group.count += one.count;
        group.countBy = sumBy([group.countBy, one.countBy]);
      }
    }
  }
  const after: Effort = { seeds: 0, steps: 0, milliseconds: 0, cpuMilliseconds: null };
  return [...groups.values()].map(({ scenario, first: { seed, failure }, count, countBy }) => {
    const signature = signatureOf(failure);
    return { scenario, signature, failure, seed, firstSeed: seed, count, countBy, after, ...capsuleFor(keyOf(scenario, signature), corpus) };
  });
}

const keyOf = (scenario: string, signature: string): string => `${scenario}\n${signature}`;

function capsuleFor(key: string, corpus: readonly Kept[]): Pick<Finding, 'capsule' | 'shrunk'> {
  const kept = corpus.find((file) => file.kind === 'capsule' && file.capsule.failure !== null && keyOf(file.capsule.scenario, signatureOf(file.capsule.failure)) === key);
  if (kept?.kind !== 'capsule') return { capsule: null, shrunk: null };
  const { steps, plan, shrunk } = kept.capsule;
  return { capsule: kept.path, shrunk: shrunk ? { steps, size: sizeOfPlan(plan), moves: movesOfPlan(plan), isMinimal: true } : null };
}
