/** What must be true of the replicated key/value services. */
import { Dictionary } from '../../sim/core/index.ts';
import { milliseconds } from '../../sim/core/time.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import type { View } from '../../sim/world/view.ts';
import type { Put, VersionedClerkVocabulary, VersionedMemory, VersionedMessage, Versioned } from '../../protocols/kv/index.ts';
import type { RaftClerkVocabulary, RaftState, ReplicaOptions, SessionCommand, Sessions } from '../../protocols/raft/index.ts';
import { store, type Store, type StoreCommand, type StoreResult } from '../../protocols/replicated-kv/index.ts';
import { store as storeModel } from '../../properties/linearizability/models/store.ts';
import { across, always, eventually, linearizable, tracked, type Linearizable, type Property } from '../../properties/property.ts';
import { appliedIn, continues, exactlyOnce, isReplicaStep, messagesBounded, sessionsRemember, type EffectView, type ReplicaWords, type Told } from '../../properties/replicas/index.ts';
import { raftOf } from '../raft/cluster.ts';
import { handledIsHeard, handledOnce, judgeMemory, judgeReplies } from '../kv/properties.ts';
import { replicaSafety } from '../raft/properties.ts';
import { drawnBounds, drawnOptions } from '../raft/swarm.ts';
import type { Knobs } from '../scenario.ts';
import { storeOperation } from './vocabulary.ts';

/** Calls of store clerks are linearizable, transactions, scans and forgotten sessions included (model `store`). */
export const storeLinearizable: Linearizable = linearizable(storeModel, storeOperation);

/** What a replica of the store remembers beside its Raft. */
export type StoreSessions = Sessions<Store, StoreResult>;

const storeEffects: EffectView<StoreSessions, Store> = {
  partOf: ({ machine }) => machine,
  effectOf: (command) => storeWords.effectOf(command),
  toldIn: (step) => storeWords.toldIn(step),
};

const storeWords: Pick<EffectView<StoreSessions, Store>, 'effectOf' | 'toldIn'> = {
  effectOf(command: SessionCommand<StoreCommand>) {
    if (command.kind !== 'command') return null;
    return { identity: `${command.number} of session ${command.session}`, change: (part) => store.apply(part, command.command).state };
  },
  toldIn({ before, effects }: Observed<RaftClerkVocabulary>): Told | null {
    if (before === null || before.call?.request.kind !== 'submit' || before.session === null) return null;
    const reply = effects.find((effect) => effect.kind === 'reply');
    if (reply?.kind !== 'reply') return null;
    return { identity: `${before.newest} of session ${before.session}`, outcome: reply.result.kind === 'done' ? 'happened' : 'over' };
  },
};

/** Commands of sessions take effect exactly once, or, where a session was forgotten, at most once and not afterwards. */
export const storeExactlyOnce: Property = exactlyOnce(storeEffects);

/** What must be true of commands and their sessions. */
export const storeCommands: readonly Property[] = [storeExactlyOnce, sessionsRemember];

type Values = VersionedMemory['values'];

const versionedWords: Pick<EffectView<VersionedMemory, Values>, 'effectOf' | 'toldIn'> = {
  effectOf(command: VersionedMessage) {
    if (command.kind !== 'put') return null;
    const { session, request, key, value, version } = command;
    return { identity: `${request} of session ${session}`, change: (values) => ((values.get(key)?.version ?? 0) === version ? values.set(key, { value, version: version + 1 }) : values) };
  },
  toldIn({ before, effects }: Observed<VersionedClerkVocabulary>): Told | null {
    const reply = effects.find((effect) => effect.kind === 'reply');
    if (before === null || before.call === null || reply?.kind !== 'reply' || reply.result.kind !== 'put') return null;
    const { session, number } = before.call;
    const { error } = reply.result;
    return { identity: `${number} of session ${session}`, outcome: error === 'OK' ? 'happened' : error === 'ErrMaybe' ? 'over' : 'never' };
  },
};

/** A put takes effect at most once; exactly once where the answer is OK, never where it is a definite error. */
export const versionedExactlyOnce: Property = exactlyOnce<VersionedMemory, Dictionary<string, Versioned>>({
  partOf: ({ values }) => values,
  effectOf: (command) => versionedWords.effectOf(command),
  toldIn: (step) => versionedWords.toldIn(step),
});

/** No replica answers a sending of a put that was executed, or that a later one has overtaken, as if it were new. */
export const versionedHandledOnce: Property = across<ReplicaWords<VersionedMemory>>(
  handledOnce.name,
  'server',
  (step) => !isReplicaStep(step) || judgeReplies(step.before.machine, step.effects),
);

/** What the versioned service remembers of puts: one of each life of a client that has made some. Nothing in the lab's words says when a life is over. */
export const versionedSessionsBounded: Property = tracked<ReplicaWords<VersionedMemory>>('at most one put of each life of a client is remembered', () => {
  let lives = 0;
  return (step) => {
    if (step.role === 'client' && step.event.kind === 'start') lives++;
    return !isReplicaStep(step) || step.after.machine.heard.size <= lives || `${step.after.machine.heard.size} puts of ${lives} lives`;
  };
});

/** Whatever replicas have executed, they know when it comes again. */
export const versionedRemembers: Property = across<ReplicaWords<VersionedMemory>>(handledIsHeard.name, 'server', (step) => {
  if (!continues(step)) return true;
  const puts = appliedIn(step).flatMap(({ entry }) => (entry.kind === 'command' && isPut(entry.command) ? [entry.command] : []));
  return judgeMemory(step.before.machine, step.after.machine, puts);
});

const isPut = (command: unknown): command is Put => typeof command === 'object' && command !== null && 'kind' in command && command.kind === 'put';

/** What must be true of the versioned service's puts. */
export const versionedPuts: readonly Property[] = [versionedExactlyOnce, versionedHandledOnce, versionedRemembers, versionedSessionsBounded];

/** The table of sessions stays as small as it was told. */
export function sessionsBounded(capacity: number): Property {
  return always<ReplicaWords<StoreSessions>['state']>(`at most ${capacity} sessions are remembered`, 'server', ({ machine }) => machine.table.size <= capacity || `${machine.table.size} sessions`);
}

/** Progress of the servers themselves, whatever their options: after the heal, all members have everything that is committed. */
export const catchesUp: Property = eventually('every member has what is committed', (view) => areMembers(view, (member, committed) => member.log.lastIndex >= committed));

/** The same, and that they know it. A new leader that appends no entry of its own learns it with the next command only, which may never come (section 5.4.2). */
export const appliesAll: Property = eventually('every member has applied what is committed', (view) => areMembers(view, (member, committed) => member.lastApplied === committed));

/** Are all servers up, and does this hold of those that vote? */
function areMembers(view: View, holds: (member: RaftState, committed: number) => boolean): boolean {
  const states = view.servers.filter((server) => isReplica(view.stateOf(server))).map((server) => raftOf(view, server));
  const committed = Math.max(...states.map((state) => state?.commitIndex ?? 0));
  const members = states.find((state) => state?.commitIndex === committed)?.configurations.at(-1)?.configuration;
  return states.every((state) => state !== null && (members?.voters.includes(state.self) === false || holds(state, committed)));
}

/** Whoever is down may be one. Other servers may stand beside them. */
const isReplica = (state: object | null): boolean => state === null || 'raft' in state;

/** At least twice of what the worst of some hundred seeds took, of servers whose heartbeats are 20 ms apart or more. */
const allowance = { perCall: 100, perSecond: 1_200, perRun: 2_000 } as const;

/** Where heartbeats are closer, there are so many more of them: a leader and four followers, beats 10 ms apart, took 1,200 a second. */
function messagesAt({ heartbeatInterval = milliseconds(50) }: ReplicaOptions): Property {
  return messagesBounded({ ...allowance, perSecond: Math.ceil((allowance.perSecond * milliseconds(20)) / Math.min(milliseconds(20), heartbeatInterval)) });
}

/** Everything that holds of any replicated service, under any faults that lose nothing that was stored. */
export const replicatedSafety: readonly Property[] = [...replicaSafety, messagesAt({})];

/** What a replicated service whose servers have these knobs may use, whatever goes wrong. */
export const drawnServiceBounds = (knobs: Knobs): readonly Property[] => [...drawnBounds(knobs), messagesAt(drawnOptions(knobs))];
