import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { signatureOf, type FailureKind } from '../sim/hosts/failure.ts';
import { Campaign } from './campaign.ts';
import type { CampaignReport, Finding } from './campaign-report.ts';
import { findMutant } from './find-mutant.ts';
import { fateOf } from './mutant-fate.ts';
import { Pool } from './pool.ts';
import { referTo } from './reference.ts';
import type { Bail, FoundFailure } from './tasks.ts';

/** In no run of it can anybody do what there is a property against: with any bug, and with none. */
const broken = `import { always, operations, scenario, times, versionedRequests } from 'faultline/scenarios';
import { versionedClerk, versionedServer } from 'faultline/protocols/kv';

export default scenario({
  title: 'A property that does not hold',
  servers: [versionedServer()],
  clients: times(2, versionedClerk()),
  workload: operations(versionedRequests({ keys: 1 }), { perClient: [3, 3] }),
  properties: [always('nobody does anything', 'server', () => false)],
});
`;

/** Servers say at once what is wrong with reads; here nobody is asked. */
const unjudged = `import { scenario } from 'faultline/scenarios';
import tornVote from '${built('scenarios/raft/torn-vote.js')}';

const { title, servers, clients, workload, faults } = tornVote;
export default scenario({ title, servers, clients, workload, faults, properties: [] });
`;

function built(path: string): string {
  return new URL(`../dist/${path}`, import.meta.url).href;
}

const folder = mkdtempSync(join(tmpdir(), 'faultline-fate-'));
const file = join(folder, 'broken.ts');
writeFileSync(file, broken);
const story = join(folder, 'torn-vote.ts');
writeFileSync(story, unjudged);

afterAll(() => rmSync(folder, { recursive: true }));

const finding = (kind: FailureKind, isOfCorrectCode?: boolean): Finding => {
  const failure = { kind, property: 'p', message: 'm', step: 1, time: 1, node: null, stack: null };
  const shape = { scenario: 's', signature: signatureOf(failure), failure, seed: 1, firstSeed: 1, count: 1, capsule: null, shrunk: null };
  return { ...shape, after: { seeds: 1, steps: 1, milliseconds: 1, cpuMilliseconds: 1 }, ...(isOfCorrectCode === undefined ? {} : { isOfCorrectCode }) };
};

const reportOf = (...findings: readonly Finding[]): CampaignReport => ({ findings, tallies: [], kept: [], unkept: null, stopped: false, interrupted: [], shrinking: 0, milliseconds: 1 });

describe('what becomes of a deliberate bug', () => {
  test.each([
    ['found', [finding('safety')]],
    ['found', [finding('vacuous'), finding('liveness', false)]],
    ['missed', [finding('checkerUnknown')]],
    ['missed', []],
    ['false alarm', [finding('safety', true)]],
    ['found', [finding('safety', true), finding('notLinearizable', false)]],
  ])('%s', async (outcome, findings) => {
    expect(fateOf(await findMutant('KV-12'), reportOf(...findings)).outcome).toBe(outcome);
  });
});

async function foundIn(scenario: string): Promise<readonly FoundFailure[]> {
  const pool = new Pool({ workers: 1, patience: 300_000 });
  try {
    const range = { kind: 'range', mutant: 'KV-12', from: 0, count: 50, milliseconds: 300_000, checkEvery: 0, strategy: 'swarm', memory: null, begins: 0, covers: false, bail: 'failure' } as const;
    return (await pool.perform({ ...range, ref: await referTo(scenario) })).failures;
  } finally {
    await pool.close();
  }
}

test('what fails in the same way without the bug shows nothing of it', async () => {
  expect(await foundIn(file)).toMatchObject([{ isOfCorrectCode: true }]);
  expect(await foundIn('kv/versioned')).toMatchObject([{ isOfCorrectCode: false }]);
});

test('a story in which the bug keeps a written fault from striking shows nothing of it: the hunt for the bug goes on, one for the first failure ends', async () => {
  const shape = { seeds: 12, from: 0, milliseconds: null, workers: 1, patience: 300_000, sparesHeavy: false, checkEvery: 0, shrinkRuns: 0, kept: [], keep: () => '' } as const;
  const seedsIn = async (bail: Bail): Promise<number> => {
    const report = await new Campaign({ ...shape, refs: [await referTo(story)], mutant: 'RAFT-READ-06', bail }).run();
    expect(report.findings.map(({ failure }) => failure.kind)).toEqual(['vacuous']);
    return report.tallies.reduce((sum, { runs }) => sum + runs, 0);
  };
  expect(await seedsIn('detection')).toBe(12);
  expect(await seedsIn('failure')).toBeLessThan(12);
});
