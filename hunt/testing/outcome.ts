/** An outcome of a hunt, made up for tests. */
import type { Failure } from '../../sim/hosts/failure.ts';
import { noCounts } from '../../sim/world/counters.ts';
import type { CampaignReport, Finding, ScenarioTally } from '../campaign-report.ts';
import type { Outcome } from '../ci/outcome.ts';

export function failureWith(change: Partial<Failure> = {}): Failure {
  return { kind: 'safety', property: 'one leader per term', message: 'two leaders in term 3', step: 17, time: 4_000, node: 1, stack: null, ...change };
}

export function findingWith(change: Partial<Finding> = {}): Finding {
  const failure = change.failure ?? failureWith();
  const after = { seeds: 10, steps: 1_000, milliseconds: 20, cpuMilliseconds: 20 };
  return { scenario: 'mine.ts', signature: `${failure.kind}: ${failure.property}`, failure, seed: 7, firstSeed: 7, count: 3, countBy: { swarm: 3 }, capsule: '.faultline/mine-1-seed7-2.capsule', shrunk: null, after, ...change };
}

export function tallyWith(change: Partial<ScenarioTally> = {}): ScenarioTally {
  return {
    name: 'mine.ts',
    file: 'mine.ts',
    title: 'Mine',
    runs: 100,
    runsBy: { swarm: 100 },
    steps: 10_000,
    checked: 2,
    milliseconds: 1_234,
    cpuMilliseconds: 1_200,
    counters: noCounts(),
    reached: new Set(['a split vote']),
    features: 1_200,
    chance: 0.25,
    situations: [{ name: 'a split vote', within: 50 }, { name: 'a torn write', within: 100 }, { name: 'a blue moon', within: 1_000 }],
    properties: ['one leader per term', 'logs match'],
    slowest: [{ seed: 3, begins: 0, milliseconds: 40, steps: 900 }],
    missed: ['a torn write'],
    ...change,
  };
}

export function outcomeWith(change: Partial<CampaignReport> = {}, more: Partial<Outcome> = {}): Outcome {
  const report: CampaignReport = { tallies: [tallyWith()], findings: [findingWith()], kept: [], interrupted: [], stopped: false, unkept: null, shrinking: 0, milliseconds: 2_000, ...change };
  return { report, isOver: true, mutant: null, strategy: 'swarm', canaries: [], begun: 1_700_000_000_000, extent: '1 scenario', replay: ({ seed }) => `faultline run mine.ts --seed ${seed}`, ...more };
}
