/**
 * A server that replicates a state machine with Raft: it passes events down, applies what Raft commits, and answers its
 * clients. It is the owner of a Raft server as the labs' service is of theirs.
 */
import { Dictionary } from '../../sim/core/index.ts';
import type { Clock, Event, Milestone, Protocol } from '../../sim/core/index.ts';
import { requireCommand, requireMachine, requireRequest, unknownMessage } from './bad-input.ts';
import type { Machine } from './machine.ts';
import { raftMilestonesOf } from './milestones.ts';
import type { RaftState } from './raft.ts';
import { raftRules } from './raft-rules.ts';
import { replicaOptions } from './replica-options.ts';
import type { ReplicaOptions } from './replica-options.ts';
import { doneWith, replicaRules } from './replica-rules.ts';
import { ReplicaTurn } from './replica-turn.ts';
import type { ReplicaRules } from './replica-turn.ts';
import { isRaftMessage } from './replica-words.ts';
import type { AskingClient, ReplicaState, ReplicaVocabulary } from './replica-words.ts';
import { ignore } from './rules.ts';
import type { RaftRules } from './rules.ts';
import { raftServer } from './server.ts';
import { adminFields, clerkService, requireAdminRequest } from './service.ts';
import type { Ask, ClerkMessage, ReplicatedService, Situation } from './service.ts';

/** A replica of `machine` for clerks (`clerk.ts`). Throws a `RangeError` for options that no server could run with, a `TypeError` for what is no machine. */
export function replica<State>(machine: Machine<State>, options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<State, ClerkMessage>> {
  return replicate('raftReplica', clerkService(machine), options);
}

/** A replica of any service. Throws a `RangeError` for options that no server could run with, a `TypeError` where its machine is none. */
export function replicate<State, Message>(name: string, service: ReplicatedService<State, Message>, options: ReplicaOptions = {}): Protocol<ReplicaVocabulary<State, Message>> {
  const { raft: raftOptions, ...checked } = replicaOptions(options);
  requireMachine(service.machine);
  const assemble = (rules: RaftRules & ReplicaRules<State>): Protocol<ReplicaVocabulary<State, Message>> => {
    const raft = raftServer(raftOptions, rules);
    const parts = { raft, service: service.assemble?.(rules) ?? service, rules, ...checked };
    return {
      name,
      family: 'raftReplica',
      readsClock: raft.readsClock ?? false,
      milestones: { ...raftMilestonesOf<ReplicaVocabulary<State, Message>>(({ raft: inner }) => inner), ...machineMilestones(service) },
      rules,
      assemble,
      start(self, nodes, disk) {
        const inner = raft.start(self, nodes, disk);
        const empty = { machine: parts.service.machine.empty, submissions: Dictionary.empty<number, never>(), queries: Dictionary.empty<number, never>(), nextRead: 0, logBytes: 0 };
        const turn = new ReplicaTurn<State, Message>({ raft: inner.state, ...empty }, parts, () => 0);
        turn.play(inner);
        return turn.end();
      },
      step(state, event, choose) {
        const turn = new ReplicaTurn<State, Message>(state, parts, choose);
        react(turn, event);
        if (hasLost(state.raft, turn.state.raft)) rules.failWaiting(turn);
        if (turn.state.raft.role === 'leader') beginErrands(turn, state, event);
        return turn.end();
      },
    };
  };
  return assemble({ ...raftRules, ...replicaRules<State>(), ...service.rules });
}

const hasLost = (before: RaftState, after: RaftState): boolean =>
  before.role === 'leader' && (after.role !== 'leader' || after.currentTerm !== before.currentTerm);

/** The state machine's own situations, as those of its replica. */
function machineMilestones<State, Message>({ milestones = {} }: ReplicatedService<State, Message>): Readonly<Record<string, Milestone<ReplicaVocabulary<State, Message>>>> {
  const holdsFor = (situation: Situation<State>): Milestone<ReplicaVocabulary<State, Message>> => ({ holds: (before, _event, after) => before.machine !== after.machine && situation.holds(before.machine, after.machine) });
  return Object.fromEntries(Object.entries(milestones).map(([name, situation]) => [name, holdsFor(situation)]));
}

/** All errands when a leader is elected, and again after each pause; new ones when the state brings them. */
function beginErrands<State, Message>(turn: ReplicaTurn<State, Message>, before: ReplicaState<State, Message>, event: Event<ReplicaVocabulary<State, Message>>): void {
  const { errands } = turn.parts.service;
  if (errands === null || errands === undefined) return;
  const isRound = before.raft.role !== 'leader' || (event.kind === 'timeout' && event.timer === 'errands');
  if (isRound) turn.setTimer('errands', errands.interval);
  if (isRound || before.machine !== turn.state.machine) turn.parts.rules.runErrands(turn, isRound ? null : before.machine);
}

const userRequestFields = { start: ['command'], submit: ['command'], ...adminFields };

function react<State, Message>(turn: ReplicaTurn<State, Message>, event: Event<ReplicaVocabulary<State, Message>>): void {
  if (event.kind === 'request') {
    const { id, request } = event;
    requireRequest('a Raft replica', request, userRequestFields);
    if (request.kind === 'submit') requireCommand(request.command);
    if (request.kind === 'submit') return turn.ask({ user: id, query: null }, { kind: 'start', command: request.command }, event.clock);
    return turn.ask(id, request, event.clock);
  }
  if (event.kind === 'timeout') return event.timer === 'errands' ? ignore('errands are looked at after each step') : turn.stepRaft({ ...event, timer: event.timer });
  if (event.kind !== 'message') return turn.stepRaft(event);
  const { from, message, clock } = event;
  if (isRaftMessage(message)) return turn.stepRaft({ kind: 'message', from, message, clock });
  const ask = turn.parts.service.askOf(message, turn.state.machine);
  if (ask === null) return ignore('a server asks nothing');
  serve(turn, { client: from, message, query: ask.kind === 'query' || ask.kind === 'glance' ? ask : null }, ask, clock);
}

function serve<State, Message>(turn: ReplicaTurn<State, Message>, asker: AskingClient<Message>, ask: Ask, clock: Clock | null): void {
  switch (ask.kind) {
    case 'submit':
      requireCommand(ask.command);
      return turn.parts.rules.submit(turn, asker, ask.command, clock);
    case 'administer':
      requireAdminRequest(ask.request);
      return turn.ask(asker, ask.request, clock);
    case 'query':
      return turn.parts.rules.look(turn, asker, clock);
    case 'glance':
      return turn.answer(asker, doneWith(turn, asker, null));
    default:
      return unknownMessage('a Raft replica', ask);
  }
}
