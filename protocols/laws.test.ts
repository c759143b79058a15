/**
 * The laws of nodes, for each protocol of this folder: a step is a function of its input, writes to none of it, says only canonical
 * values; every event is legal in every state that random events lead to; every surviving part of a disk is a good start.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Choose, Event, Protocol, Stored, Vocabulary } from '../sim/core/index.ts';
import { appendClerk, appendServer, journaledAppendServer, journaledVersionedServer, versionedClerk, versionedServer } from './kv/index.ts';
import { fencedResource, formatGrant, leaseClient, lockClient } from './lock/index.ts';
import { coordinator, fileServer, fussy, jobOver, worker } from './mapreduce/index.ts';
import { raftClerk } from './raft/index.ts';
import { replicatedStoreServer, replicatedVersionedServer, storeClerk } from './replicated-kv/index.ts';
import { emptyConfiguration, formatConfiguration, nextConfiguration, shardControllerServer } from './shard-controller/index.ts';
import { controllerLibrary, shardGroupServer, shardStoreClerk, shardVersionedClerk, versionedShards } from './shard-kv/index.ts';
import { transactionClerk } from './shard-transactions/index.ts';
import { lawful } from './testing/lawful.ts';

const small = fc.nat(3);
const key = fc.constantFrom('k', 'lock', 'lease');
/** Sessions are drawn from the same few as the messages, so that answers meet their calls. */
const sessions = 2;
const identity = { session: fc.nat(sessions - 1), request: small };
const value = fc.oneof(fc.constantFrom('', 'a', '0', '1'), fc.record({ holder: fc.constantFrom('0', '1'), token: small, duration: fc.constant(500) }).map(formatGrant));
const versioned = fc.record({ value, version: small });

const versionedMessage = fc.oneof(
  fc.record({ kind: fc.constant('get'), ...identity, key }),
  fc.record({ kind: fc.constant('put'), ...identity, attempt: small, key, value, version: small }),
  fc.record({ kind: fc.constant('getReply'), ...identity, found: fc.option(versioned) }),
  fc.record({ kind: fc.constant('putReply'), ...identity, attempt: small, error: fc.constantFrom('OK', 'ErrVersion', 'ErrNoKey') }),
);
const result = fc.oneof(fc.record({ kind: fc.constantFrom('get', 'append'), value }), fc.record({ kind: fc.constant('put') }));
const appendMessage = fc.oneof(
  fc.record({ kind: fc.constant('get'), ...identity, key }),
  fc.record({ kind: fc.constantFrom('put', 'append'), ...identity, key, value }),
  fc.record({ kind: fc.constant('answer'), ...identity, result }),
);
const resourceMessage = fc.oneof(
  fc.record({ kind: fc.constant('write'), token: small, sequence: small, value }),
  fc.record({ kind: fc.constant('writeReply'), token: small, sequence: small, outcome: fc.constantFrom('ok', 'fenced') }),
);

const versionedRequest = fc.oneof(fc.record({ kind: fc.constant('get'), key }), fc.record({ kind: fc.constant('put'), key, value, version: small }));
const appendRequest = fc.record({ kind: fc.constantFrom('put', 'append'), key, value });
const lockRequest = fc.oneof(fc.record({ kind: fc.constantFrom('acquire', 'release'), lock: key }), versionedRequest);
const leaseRequest = fc.oneof(fc.record({ kind: fc.constantFrom('acquire', 'release') }), fc.record({ kind: fc.constant('write'), value }));
const none = fc.constant(null);

const raftAnswer = fc.record({
  kind: fc.constant('answer'),
  session: fc.nat(sessions - 1),
  number: small,
  outcome: fc.oneof(
    fc.record({ kind: fc.constant('done'), result: fc.record({ kind: fc.constant('executed'), result: value }) }),
    fc.record({ kind: fc.constant('accepted') }),
    fc.record({ kind: fc.constant('notLeader'), leader: fc.option(small) }),
    fc.record({ kind: fc.constant('refused'), reason: fc.constantFrom('changePending', 'storageFailed') }),
  ),
});
const raftRequest = fc.oneof(
  fc.record({ kind: fc.constant('submit'), command: value }),
  fc.record({ kind: fc.constant('query'), query: none }),
  fc.record({ kind: fc.constant('administer'), request: fc.record({ kind: fc.constant('transfer'), target: small }) }),
);

const taskKind = fc.constantFrom('map', 'reduce');
const location = fc.record({ map: small, attempt: small, worker: small });
const failure = fc.oneof(fc.constant({ kind: 'storage' }), fc.constant({ kind: 'waiting' }), fc.record({ kind: fc.constant('record'), record: small }), fc.record({ kind: fc.constant('input'), map: small }));
const report = fc.oneof(
  fc.record({ kind: fc.constant('completed'), of: taskKind, task: fc.nat(1), attempt: small, counts: fc.constant({ n: 1 }), bytes: small }),
  fc.record({ kind: fc.constant('failed'), of: taskKind, task: fc.nat(1), attempt: small, reason: failure }),
);
const fileName = fc.constantFrom('in-0', 'a', 'b');
const fileOperation = fc.oneof(
  fc.record({ kind: fc.constantFrom('read', 'sync'), name: fileName }),
  fc.record({ kind: fc.constant('write'), name: fileName, offset: small, text: value }),
  fc.record({ kind: fc.constant('rename'), from: fileName, to: fileName }),
  fc.constant({ kind: 'syncDirectory' }),
);
const conversation = { session: fc.nat(sessions - 1), number: small };
const assignment = fc.oneof(
  fc.record({ kind: fc.constant('map'), task: fc.nat(1), attempt: small, file: fileName, skip: fc.constant([]) }),
  fc.record({ kind: fc.constant('reduce'), task: fc.nat(1), attempt: small, maps: fc.constant([0, 1]), skip: fc.constant([0]) }),
);
const fileOutcome = fc.oneof(
  fc.record({ kind: fc.constant('done'), contents: fc.array(fc.constantFrom('poison a bc', '["k","1"]\n'), { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('missing'), name: fileName }),
  fc.constant({ kind: 'restarted' }),
);
const coordinatorMessage = fc.oneof(
  fc.record({ kind: fc.constant('call'), ...conversation, reports: fc.array(report, { maxLength: 2 }), wants: fc.subarray(['map', 'reduce']), most: fc.nat(2) }),
  fc.record({ kind: fc.constant('pong'), session: fc.nat(sessions - 1) }),
  fc.record({ kind: fc.constant('locate'), task: fc.nat(1), attempt: small, epoch: small, since: small }),
  fc.record({ kind: fc.constant('unreachable'), locations: fc.array(location, { maxLength: 2 }) }),
);
const workerMessage = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('callAnswer'), ...conversation, tasks: fc.array(assignment, { maxLength: 1 }), isOver: fc.nat(9).map((n) => n === 0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('fileReply'), session: fc.nat(2 * sessions), number: small, boot: small, outcome: fileOutcome }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disowned'), session: fc.nat(sessions - 1) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'ping' }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('located'), attempt: small, epoch: small, since: small, locations: fc.array(location, { maxLength: 2 }), next: small, isComplete: fc.boolean(), isOver: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fetch'), attempt: small, number: small, reduce: fc.nat(1), maps: fc.array(location, { maxLength: 2 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fetched'), attempt: small, number: small, regions: fc.array(fc.record({ map: small, pairs: fc.constant([['k', '1']]) }), { maxLength: 2 }), missing: fc.array(location, { maxLength: 1 }) }) },
);
const workerTimers = ['begin', 'call', 'poll', 'mapFile', 'reduceFile', 'mapped', 'reduced', 'gather', 'shuffled'];
const smallJob = jobOver(['in-0', 'a'], 2);
const localJob = jobOver(['in-0', 'a'], 2, 'local');

interface Subject {
  readonly protocol: Protocol;
  readonly message: fc.Arbitrary<unknown>;
  readonly request: fc.Arbitrary<unknown>;
  readonly timers: readonly string[];
  /** Default: 2, a client. */
  readonly self?: number;
}

const vote = fc.record({ kind: fc.constant('requestVoteReply'), term: small, voteGranted: fc.constant(true), preVote: fc.boolean() });
const requestVote = fc.record({ kind: fc.constant('requestVote'), term: small, lastLogIndex: small, lastLogTerm: small, preVote: fc.boolean(), transfer: fc.boolean() });
const raftMessage = fc.oneof(vote, vote, requestVote);
const change = fc.oneof(fc.record({ kind: fc.constantFrom('put', 'append'), key, value }), fc.record({ kind: fc.constant('delete'), key }));
const sessionCommand = fc.oneof(fc.record({ kind: fc.constant('register') }), fc.record({ kind: fc.constant('command'), session: small, number: small, command: change }));
const look = fc.record({ kind: fc.constant('get'), key });
const clerkMessage = fc.oneof(
  fc.record({ kind: fc.constant('submit'), session: fc.nat(sessions - 1), number: small, command: sessionCommand }),
  fc.record({ kind: fc.constant('query'), session: fc.nat(sessions - 1), number: small, query: look }),
);
const outcome = fc.oneof(
  fc.record({ kind: fc.constant('notLeader'), leader: fc.option(fc.nat(1)), mayHappen: fc.boolean() }),
  fc.record({ kind: fc.constant('done'), result: fc.oneof(fc.record({ kind: fc.constant('registered'), session: small }), fc.record({ kind: fc.constantFrom('expired', 'overtaken') })) }),
  fc.record({ kind: fc.constant('done'), result: fc.record({ kind: fc.constant('executed'), result: fc.constant({ kind: 'changed', before: null }) }) }),
);
const clerkAnswer = fc.record({ kind: fc.constant('answer'), session: fc.nat(sessions - 1), number: small, outcome });
const clerkRequest = fc.oneof(fc.record({ kind: fc.constant('submit'), command: change }), fc.record({ kind: fc.constant('query'), query: look }));
const replicaTimers = ['election', 'heartbeat', 'quorum', 'transfer', 'rewrite'];
const startRequest = fc.record({ kind: fc.constant('start'), command: fc.record({ kind: fc.constant('register') }) });
const versionedCommand = fc.record({ kind: fc.constant('put'), ...identity, attempt: small, key, value, version: small });

const zero = emptyConfiguration(2);
const groups = zero.groups.set(1, [0, 1]).set(2, [2, 3]);
const first = nextConfiguration(zero, zero.shards.set(0, 1).set(1, 2), groups);
/** Shard 0 goes from group 1 to group 2; shard 1 comes from there. */
const configuration = fc.constantFrom(first, nextConfiguration(first, first.shards.set(0, 2).set(1, 1), groups));
const gids = fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 });
const controllerCommand = fc.oneof(
  gids.map((joining) => ({ kind: 'join', groups: joining.map((gid) => [gid, [gid]]) })),
  gids.map((leaving) => ({ kind: 'leave', gids: leaving })),
  fc.record({ kind: fc.constant('move'), shard: small, gid: small }),
  fc.record({ kind: fc.constant('report'), traffic: fc.array(fc.tuple(small, small), { maxLength: 2 }) }),
  fc.constant({ kind: 'rebalance' }),
);
const controllerCommands = fc.oneof(fc.constant({ kind: 'register' }), fc.record({ kind: fc.constant('command'), session: small, number: small, command: controllerCommand }));
const poll = fc.record({ kind: fc.constant('poll'), number: small });
const place = { shard: fc.nat(1), number: small };
const shardChange = fc.oneof(
  fc.record({ kind: fc.constantFrom('freeze', 'delete'), ...place }),
  fc.record({ kind: fc.constant('install'), ...place, content: fc.constant(null), traffic: small }),
  fc.record({ kind: fc.constant('reshape'), number: small, roots: fc.constant(2), reshape: fc.option(fc.record({ kind: fc.constantFrom('split', 'merge'), shard: fc.nat(3) })) }),
);
const groupMessage = fc.oneof(
  fc.record({ kind: fc.constant('polled'), configuration }),
  fc.record({ kind: fc.constantFrom('fetch', 'release', 'released'), ...place }),
  fc.record({ kind: fc.constant('fetched'), ...place, content: fc.constant(versionedShards.machine.empty), traffic: small }),
  fc.record({ kind: fc.constant('steer'), session: fc.nat(sessions - 1), request: small, change: shardChange }),
  fc.record({ kind: fc.constant('operate'), shard: fc.nat(1), message: versionedMessage }),
  raftMessage,
);
const groupCommand = fc.oneof(
  shardChange,
  fc.record({ kind: fc.constant('configure'), configuration }),
  fc.record({ kind: fc.constant('settle'), ...place }),
  fc.record({ kind: fc.constant('count'), shard: fc.nat(1), looks: small }),
  fc.record({ kind: fc.constant('operate'), shard: fc.nat(1), command: versionedCommand }),
);
const posted = fc.record({ value: configuration.map(formatConfiguration), version: small });
const libraryMessage = fc.oneof(
  fc.record({ kind: fc.constant('getReply'), ...identity, found: fc.option(posted) }),
  fc.record({ kind: fc.constant('putReply'), ...identity, attempt: small, error: fc.constantFrom('OK', 'ErrVersion', 'ErrNoKey') }),
  fc.record({ kind: fc.constant('wrongLeader'), ...identity, leader: fc.option(small), mayHappen: fc.boolean() }),
  fc.record({ kind: fc.constant('steered'), ...identity, result: fc.oneof(fc.record({ kind: fc.constantFrom('done', 'stale', 'refused') }), fc.constant({ kind: 'frozen', content: 1, traffic: 0 })) }),
);
const libraryRequest = fc.oneof(fc.record({ kind: fc.constantFrom('initConfig', 'changeConfigTo'), configuration }), fc.record({ kind: fc.constantFrom('initController', 'query') }));
const shardClerkTimers = ['retry', 'directory', 'pause'];
const shown = fc.record({ kind: fc.constant('executed'), result: fc.record({ kind: fc.constant('configuration'), configuration }) });
const directoryAnswer = fc.record({ kind: fc.constant('answer'), session: fc.nat(sessions - 1), number: small, outcome: fc.record({ kind: fc.constant('done'), result: shown }) });
const ended = fc.constantFrom('applied', 'observed', 'aborted');
const transactionAnswer = fc.oneof(
  fc.record({ kind: fc.constant('vote'), granted: fc.boolean(), value: fc.option(value) }),
  fc.record({ kind: fc.constant('decided'), outcome: ended }),
  fc.constant({ kind: 'finished' }),
);
const participantAnswer = fc.record({
  kind: fc.constant('answer'),
  session: fc.nat(sessions - 1),
  number: small,
  outcome: fc.record({ kind: fc.constant('done'), result: fc.record({ kind: fc.constant('executed'), result: transactionAnswer }) }),
});
const several = fc.uniqueArray(key, { maxLength: 3 });
const transactionRequest = fc.record({
  kind: fc.constant('transaction'),
  transaction: fc.record({ compare: fc.array(fc.tuple(key, fc.option(value)), { maxLength: 2 }), reads: several, writes: fc.array(fc.tuple(key, value), { maxLength: 2 }) }),
});

const subjects: readonly Subject[] = [
  { protocol: versionedServer(), message: versionedMessage, request: none, timers: ['none'] },
  { protocol: journaledVersionedServer({ compactAbove: 3 }), message: versionedMessage, request: none, timers: ['rewrite'] },
  { protocol: versionedClerk(), message: versionedMessage, request: versionedRequest, timers: ['retry'] },
  { protocol: appendServer(), message: appendMessage, request: none, timers: ['none'] },
  { protocol: journaledAppendServer({ compactAbove: 3 }), message: appendMessage, request: none, timers: ['rewrite'] },
  { protocol: appendClerk(), message: appendMessage, request: appendRequest, timers: ['retry'] },
  { protocol: lockClient(), message: versionedMessage, request: lockRequest, timers: ['retry', 'poll'] },
  { protocol: fencedResource({ compactAbove: 3 }), message: resourceMessage, request: none, timers: ['rewrite'] },
  {
    protocol: leaseClient({ duration: 300 }),
    message: fc.oneof(versionedMessage, resourceMessage),
    request: leaseRequest,
    timers: ['retry', 'poll', 'renew', 'expire', 'write'],
  },
  { protocol: coordinator({ job: smallJob, compactAbove: 2 }), self: 0, message: coordinatorMessage, request: fc.constant({ kind: 'status' }), timers: ['tick', 'rewrite'] },
  { protocol: coordinator({ job: localJob, pingEvery: 1_000_000, deadAfter: 0 }), self: 0, message: coordinatorMessage, request: fc.constant({ kind: 'status' }), timers: ['tick', 'rewrite'] },
  { protocol: fileServer({ compactAbove: 4 }), self: 1, message: fc.record({ kind: fc.constant('fileRequest'), ...conversation, boot: fc.option(small), operations: fc.array(fileOperation, { maxLength: 3 }) }), request: none, timers: ['writeBack', 'rewrite'] },
  { protocol: worker({ application: fussy, job: smallJob }), message: workerMessage, request: none, timers: workerTimers },
  { protocol: worker({ application: fussy, job: localJob, slots: 'both' }), message: workerMessage, request: none, timers: workerTimers },
  // Raft's servers live in clusters: see raft/laws.test.ts.
  { protocol: raftClerk(), message: raftAnswer, request: raftRequest, timers: ['retry'] },
  { protocol: storeClerk(), message: clerkAnswer, request: clerkRequest, timers: ['retry'] },
  { protocol: replicatedStoreServer({ sessions: 1, snapshotEvery: 3 }), self: 0, message: fc.oneof(clerkMessage, raftMessage), request: startRequest, timers: replicaTimers },
  {
    protocol: replicatedVersionedServer({ maxStateBytes: 50, reads: 'lease' }),
    self: 0,
    message: fc.oneof(versionedMessage, raftMessage),
    request: fc.record({ kind: fc.constant('start'), command: versionedCommand }),
    timers: replicaTimers,
  },
  {
    protocol: shardControllerServer({ shards: 3, sessions: 1, snapshotEvery: 3 }),
    self: 0,
    message: fc.oneof(poll, raftMessage),
    request: fc.record({ kind: fc.constant('start'), command: controllerCommands }),
    timers: replicaTimers,
  },
  {
    protocol: shardGroupServer({ gid: 1, shard: versionedShards, controllers: [0], snapshotEvery: 3 }),
    self: 0,
    message: groupMessage,
    request: fc.record({ kind: fc.constant('start'), command: groupCommand }),
    timers: [...replicaTimers, 'errands'],
  },
  { protocol: shardStoreClerk({ controllers: [0, 1] }), message: fc.oneof(directoryAnswer, clerkAnswer), request: clerkRequest, timers: shardClerkTimers },
  { protocol: transactionClerk({ controllers: [0, 1] }), message: fc.oneof(directoryAnswer, participantAnswer, participantAnswer), request: fc.oneof(transactionRequest, clerkRequest), timers: [...shardClerkTimers, 'begin'] },
  { protocol: shardVersionedClerk({ controllers: [0] }), message: libraryMessage, request: versionedRequest, timers: shardClerkTimers },
  { protocol: controllerLibrary({ controllers: [0, 1] }), message: libraryMessage, request: libraryRequest, timers: ['retry', 'order'] },
];

/** Events in the order of their clock, which goes on by a bit at each. */
function eventsOf({ message, request, timers }: Subject): fc.Arbitrary<Event<Vocabulary>[]> {
  const event = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('message' as const), from: small, message }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('request' as const), id: fc.nat(99), request }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('timeout' as const), timer: fc.constantFrom(...timers) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('stored' as const), tags: fc.constant([]) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('storageFailed' as const), reason: fc.constantFrom('io' as const, 'full' as const), tags: fc.constant([]) }) },
  );
  return fc.array(event, { maxLength: 60 }).map((events) => events.map((found, i) => ({ ...found, clock: { monotonic: 40 * i, wall: 1_000 - 70 * i } })));
}

/** Draws that count up, from a small range. */
function drawing(): Choose {
  let draws = 0;
  return () => draws++ % sessions;
}

const nodes = [0, 1];

describe.each(subjects)('$protocol.name', (subject) => {
  const { self = 2 } = subject;
  const protocol = lawful(subject.protocol);

  test('takes every event in every state, twice with the same outcome, and leaves its input alone', () => {
    fc.assert(
      fc.property(eventsOf(subject), (events) => {
        let { state } = protocol.start(self, nodes, []);
        for (const event of events) state = protocol.step(state, event, drawing()).state;
      }),
    );
  });

  test('starts from whatever part of its disk survives, torn or damaged anywhere', () => {
    fc.assert(
      fc.property(eventsOf(subject), fc.nat(99), fc.option(fc.record({ kind: fc.constantFrom('torn' as const, 'corrupt' as const), at: fc.nat(99) })), (events, survivors, damage) => {
        const disk = diskAfter(protocol, self, events).slice(0, survivors);
        if (damage !== null) disk.splice(damage.at % (disk.length + 1), damage.kind === 'torn' ? 99 : 1, { kind: damage.kind });
        protocol.start(self, nodes, disk);
      }),
    );
  });
});

test('the laws are those of the land: who breaks one is caught', () => {
  let steps = 0;
  const breaking = (step: Protocol['step']): Protocol => lawful({ name: 'outlaw', start: () => ({ state: { seen: [] }, effects: [] }), step });
  const event = { kind: 'timeout', timer: 'none', clock: null } as const;
  const outlaws = [
    breaking((state) => ({ state: { ...state, steps: steps++ }, effects: [] })),
    breaking((state) => ({ state: Object.assign(state, { seen: ['this'] }), effects: [] })),
    breaking((state) => ({ state: { ...state, never: undefined }, effects: [] })),
  ];
  for (const outlaw of outlaws) expect(() => outlaw.step(outlaw.start(0, [0], []).state, event, drawing())).toThrow(/canonical|read only|not extensible/);
});

function diskAfter(protocol: Protocol, self: number, events: readonly Event<Vocabulary>[]): Stored<unknown>[] {
  let disk: Stored<unknown>[] = [];
  let { state } = protocol.start(self, nodes, []);
  for (const event of events) {
    const step = protocol.step(state, event, drawing());
    state = step.state;
    for (const effect of step.effects) {
      if (effect.kind === 'rewrite') disk = effect.records.map((record) => ({ kind: 'record', record }));
      if (effect.kind === 'write') disk.push({ kind: 'record', record: effect.record });
    }
  }
  return disk;
}
