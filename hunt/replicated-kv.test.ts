/** The replicated service as a fast-check property: it holds under every schedule that is tried, and the same search finds planted bugs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Mutant } from '../sim/core/mutant.ts';
import { clerkService, replicate, sessionRules, withSessions, type SessionRules } from '../protocols/raft/index.ts';
import { replicatedStoreServer, store, type StoreOptions } from '../protocols/replicated-kv/index.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import { logBytesBounded } from '../properties/replicas/index.ts';
import type { Property } from '../properties/property.ts';
import { versionedRules, type VersionedRules } from '../protocols/kv/versioned-service.ts';
import type { RaftClerkRules } from '../protocols/raft/clerk.ts';
import type { RaftRules } from '../protocols/raft/rules.ts';
import { appliesAll, catchesUp, replicatedSafety, sessionsBounded, storeExactlyOnce, versionedSessionsBounded } from '../scenarios/replicated-kv/properties.ts';
import { times, type Scenario } from '../scenarios/scenario.ts';
import { assertHolds } from './search.ts';
import { firstFailure } from './testing/first-failure.ts';
import { findMutant } from './testing/planted.ts';

const catalogue = await allBuiltins();

const corpus = mkdtempSync(join(tmpdir(), 'faultline-replicated-'));
afterAll(() => rmSync(corpus, { recursive: true }));

function named(name: string): Scenario {
  const scenario = catalogue[name];
  if (scenario === undefined) throw new RangeError(name);
  return scenario;
}

const store3 = named('replicated-kv/quiet-clients');

/** The quiet clients, with other servers. */
const storeOn = (options: StoreOptions): Scenario => ({ ...store3, servers: () => times(3, replicatedStoreServer({ sessions: 2, snapshotEvery: 6, ...options })) });
const storeWith = (rules: Partial<SessionRules>): Scenario => ({
  ...store3,
  servers: () => times(3, replicate('replicatedStoreServer', clerkService(withSessions(store, 2, { ...sessionRules, ...rules })), { snapshotEvery: 6 })),
  properties: [storeExactlyOnce],
});

/** Plans for each scenario: some 20 s in all. `FAULTLINE_SEED` draws others. */
const plans: Readonly<Record<string, number>> = {
  'replicated-kv/store': 80,
  'replicated-kv/versioned': 80,
  'replicated-kv/transactions': 80,
  'replicated-kv/quiet-clients': 40,
  'replicated-kv/upheavals': 20,
  'replicated-kv/contested': 20,
  'replicated-kv/members': 30,
  'replicated-kv/disks': 40,
  'replicated-kv/pieces': 30,
  'replicated-kv/drift': 20,
};

test.each(Object.entries(plans))('%s holds under every schedule of partitions, crashes and reorderings among %i that the search draws', (name, runs) => {
  assertHolds(named(name), { name, runs, corpus });
});

describe('the same search finds', () => {
  test('a forgotten session that is taken for a new one: an old copy of its command is executed again', () => {
    const failure = firstFailure(storeWith({ admits: () => true }), { runs: 300 });
    expect(failure?.property).toBe('each command takes effect exactly once if it is answered, and at most once');
  });

  test('commands that are executed as often as they are sent', () => {
    expect(firstFailure(storeWith({ ageOf: () => 'new' }), { runs: 300 })?.property).toBe('each command takes effect exactly once if it is answered, and at most once');
  });

  test('snapshots that leave the sessions out', () => {
    const machine = withSessions(store, 2);
    const forgetful = { ...machine, snapshot: (state: typeof machine.empty) => machine.snapshot(state).filter(({ kind }) => kind !== 'session') };
    const scenario: Scenario = { ...store3, servers: () => times(3, replicate('replicatedStoreServer', clerkService(forgetful), { snapshotEvery: 6 })) };
    expect(firstFailure(scenario, { runs: 300 })?.property).toBe('equal machines at equal applied index (2)');
  });

  test('reads that any server answers from what it has: by their answers alone', () => {
    const stale = storeOn({ reads: 'stale' });
    expect(firstFailure({ ...stale, properties: stale.properties.filter(({ kind }) => kind === 'linearizable') }, { runs: 300 })).toMatchObject({ kind: 'notLinearizable', property: 'linearizable (store)' });
  });
});

describe('each bound can be broken', () => {
  /** Is it broken where nothing else is demanded but progress, and the rules are these? */
  const broken = (name: string, property: Property, mutant: Mutant): unknown =>
    firstFailure({ ...named(name), properties: [property], bounds: () => [] }, { runs: 200, mutant, property: property.name })?.property;

  test('a service that remembers every put', () => {
    const hear: VersionedRules['hear'] = (heard, attempt, refusal) => versionedRules.hear(heard, { ...attempt, session: attempt.session + attempt.request }, refusal);
    const mutant = planted<VersionedRules>('replicatedVersionedServer', { hear });
    expect(broken('replicated-kv/versioned', versionedSessionsBounded, mutant)).toBe('at most one put of each life of a client is remembered');
  });

  test('leaders that send no snapshots', () => {
    expect(broken('replicated-kv/store', catchesUp, planted<RaftRules>('raftReplica', { sendSnapshot: () => undefined }))).toBe(catchesUp.name);
  });

  test('clients that ask the next server at once where nobody leads', () => {
    const redirect: RaftClerkRules['redirect'] = (turn, outcome) => {
      turn.state.target = outcome.leader === null ? (turn.state.target + 1) % turn.state.servers.length : turn.parts.rules.nextTarget(turn.state, outcome);
      turn.transmit();
    };
    const [messages] = replicatedSafety.filter(({ name }) => name === 'messages are sent in proportion to calls and time');
    expect(messages).toBeDefined();
    if (messages !== undefined) expect(broken('replicated-kv/store', messages, planted<RaftClerkRules>('raftClerk', { redirect }))).toBe(messages.name);
  });

  test.each([
    ['replicated-kv/members', appliesAll, 'RAFT-COMMIT-06'],
    ['replicated-kv/store', sessionsBounded(3), 'RSM-18'],
    ['replicated-kv/busy', logBytesBounded(800), 'RSM-65'],
  ] as const)('%s under the bug that breaks a bound of it', (name, property, id) => {
    expect(broken(name, property, findMutant(id))).toBe(property.name);
  });
});

const planted = <Rules extends object>(protocol: string, replaces: Partial<Rules>): Mutant<Rules> => ({ id: 'planted', title: 'Planted here.', protocol, hardness: 'easy', source: 'this test', replaces });
