/**
 * The laws of nodes for Raft. Not every message can come to a server in every state: two leaders of one term cannot be, say. So the events are
 * those of servers among which anything happens that a network, disks and clocks can do.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Protocol, Stored, Vocabulary } from '../../sim/core/index.ts';
import { Wilderness, type Move } from '../testing/wilderness.ts';
import { lawful } from '../testing/lawful.ts';
import { commandList, labRaft, raftClerk, raftMilestonesOf, raftServer, register, replica, withSessions } from './index.ts';
import type { RaftOptions } from './options.ts';
import type { RaftVocabulary } from './raft.ts';

interface Subject {
  readonly name: string;
  readonly servers: readonly Protocol[];
  readonly clients: readonly Protocol[];
  readonly request: fc.Arbitrary<unknown>;
}

const text = fc.constantFrom('a', 'b', 'c');
const servers = fc.uniqueArray(fc.nat(4), { maxLength: 5 });
const change = fc.oneof(
  fc.record({ kind: fc.constant('transfer'), target: fc.nat(4) }),
  fc.record({ kind: fc.constant('configure'), voters: servers, learners: servers }),
  // Which is legal more often.
  fc.nat(4).map((learner) => ({ kind: 'configure', voters: [0, 1, 2].filter((node) => node !== learner), learners: [learner] })),
  fc.nat(4).map((voter) => ({ kind: 'configure', voters: [...new Set([0, 1, 2, voter])], learners: [] })),
);
const start = fc.record({ kind: fc.constant('start'), command: text });
const ofServer = fc.oneof(
  { weight: 4, arbitrary: start },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('snapshot'), index: fc.nat(12), pieces: fc.array(text, { maxLength: 4 }) }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'read' }) },
  { weight: 2, arbitrary: change },
);
const ofClerk = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('submit'), command: text }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'query', query: null }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('administer'), request: change }) },
);

/** Whoever sits at it, a replica is asked as a server, and a clerk as a clerk. */
const asked = (protocol: Protocol, admits: readonly string[]): Protocol => ({
  ...protocol,
  step: (state, event, choose) => (event.kind === 'request' && !admits.includes(kindOf(event.request)) ? { state, effects: [] } : protocol.step(state, event, choose)),
});
const kindOf = (request: unknown): string => (typeof request === 'object' && request !== null && 'kind' in request ? String(request.kind) : '');

const times = (count: number, protocol: Protocol): readonly Protocol[] => Array.from({ length: count }, () => lawful(protocol));
const narrow: Partial<RaftOptions> = { initialVoters: [0, 1, 2], maxEntries: 2, maxInflight: 2, chunkSize: 1, maxUncommitted: 4, catchUpLag: 1 };

const bare = (name: string, count: number, options: Partial<RaftOptions>): Subject => ({ name, servers: times(count, raftServer(options)), clients: [], request: ofServer });

const subjects: readonly Subject[] = [
  bare('Figure 2 on three servers', 3, labRaft),
  bare('everything, in small pieces, on five', 5, narrow),
  bare('one change at a time, leases', 5, { ...narrow, membership: 'single', reads: 'lease' }),
  bare('without check-quorum and fast back-up', 3, { checkQuorum: false, fastBackup: false, maxEntries: 1 }),
  bare('one voter and its learners', 3, { initialVoters: [0] }),
  {
    name: 'replicas of a register, and their clerks',
    servers: times(3, asked(replica(withSessions(register), { snapshotEvery: 3, chunkSize: 1 }), ['start', 'transfer', 'configure'])),
    clients: times(2, asked(raftClerk(), ['submit', 'query', 'administer'])),
    request: fc.oneof(ofClerk, fc.record({ kind: fc.constant('start'), command: fc.record({ kind: fc.constant('command'), session: fc.nat(1), number: fc.nat(5), command: text }) })),
  },
  { name: 'replicas of a list, with leases', servers: times(3, asked(replica(commandList, { snapshotEvery: 2, reads: 'lease' }), ['start', 'transfer', 'configure'])), clients: [], request: fc.oneof(start, change) },
];

function movesOf({ request }: Subject): fc.Arbitrary<Move<Vocabulary>[]> {
  const any = fc.nat(99);
  const move = fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom('deliver', 'deliver', 'deliver', 'deliver', 'replay', 'lose'), pick: any }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('fire'), node: any, pick: any }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('sync'), node: any }) },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('request'), node: any, request }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'calm' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash'), node: any, survivors: fc.nat(3), torn: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fail'), node: any }) },
  );
  return fc.array(move, { minLength: 20, maxLength: 120, size: 'max' });
}

function live({ servers, clients }: Subject, moves: readonly Move<Vocabulary>[]): Wilderness {
  const wilderness = new Wilderness(servers, clients);
  for (const move of moves) wilderness.act(move);
  return wilderness;
}

describe.each(subjects)('$name', (subject) => {
  test('take whatever a network, disks and clocks can do, twice with the same outcome, and leave their input alone', () => {
    fc.assert(
      fc.property(movesOf(subject), (moves) => void live(subject, moves)),
      { numRuns: 60 },
    );
  });

  test('start from whatever part of a disk survives, torn or damaged anywhere', () => {
    const damage = fc.option(fc.record({ kind: fc.constantFrom('torn' as const, 'corrupt' as const), at: fc.nat(99) }));
    fc.assert(
      fc.property(movesOf(subject), fc.nat(99), damage, (moves, survivors, damage) => {
        for (const { protocol, self, nodes, disk } of live(subject, moves).hands) protocol.start(self, nodes, damaged(disk.slice(0, survivors), damage));
      }),
      { numRuns: 40 },
    );
  });

  test('and never write again to one that is damaged', () => {
    fc.assert(
      fc.property(movesOf(subject), fc.nat(99), fc.nat(99), movesOf(subject), (moves, node, pick, more) => {
        const wilderness = live(subject, moves);
        for (const kind of ['calm', 'rot', 'crash'] as const) wilderness.act({ kind, node, pick, survivors: 0, torn: false });
        const disks = wilderness.hands.map(({ disk }) => [...disk]);
        for (const move of more) wilderness.act(move);
        wilderness.hands.forEach(({ disk }, i) => {
          if (disks[i]?.some(({ kind }) => kind === 'corrupt') === true) expect(disk).toEqual(disks[i]);
        });
      }),
      { numRuns: 20 },
    );
  });
});

function damaged(disk: Stored<unknown>[], damage: { readonly kind: 'torn' | 'corrupt'; readonly at: number } | null): Stored<unknown>[] {
  if (damage !== null) disk.splice(damage.at % (disk.length + 1), damage.kind === 'torn' ? 99 : 1, { kind: damage.kind });
  return disk;
}

test('these servers come into every situation that has a name', () => {
  const reached = new Set(subjects.flatMap((subject) => fc.sample(movesOf(subject), { seed: 1, numRuns: 60 }).flatMap((moves) => live(subject, moves).hands.flatMap((hand) => [...hand.reached]))));
  expect(Object.keys(raftMilestonesOf<RaftVocabulary>((state) => state)).filter((name) => !reached.has(name))).toEqual([]);
});
