/** Edits of Raft, of its replicas and of their clerk. */
import { literal, text, word, type SourceEdit } from './edit.ts';

const replicas = ['raft/', 'replicated-kv/', 'shard-controller/', 'shard-kv/', 'shard-transactions/'] as const;

const ofServers: readonly SourceEdit[] = [
  { name: 'a field of the state is renamed', reaches: replicas, changes: [word('leaderIsRecent', 'heardLeaderLately')] },
  { name: 'a field of messages and records is renamed', reaches: replicas, changes: [word('prevLogIndex', 'indexBefore')] },
  { name: 'a kind of message is renamed', reaches: replicas, changes: [literal('requestVote', 'askForVote')] },
  { name: 'a kind of record is renamed', reaches: replicas, changes: [literal('term', 'ballot')] },
  { name: 'a rule is renamed', reaches: replicas, changes: [word('followCommit', 'learnOfCommit')] },
  { name: 'a protocol is renamed', reaches: replicas, changes: [literal('raftReplica', 'replicaOfRaft')] },
  {
    name: 'a handler is split in two',
    reaches: replicas,
    changes: [
      text('protocols/raft/append-entries.ts', '    rules.storeEntries(turn, message);\n    rules.followCommit(turn, message);\n    turn.send(from, {', '    takeEntries(turn, from, message);\n  },\n\n'),
      text('protocols/raft/append-entries.ts', ' ...replyTo(turn, message), success: true, matchIndex: message.prevLogIndex + message.entries.length });\n  },\n', ''),
      text(
        'protocols/raft/append-entries.ts',
        'function replyTo(',
        'function takeEntries(turn: RaftTurn, from: number, message: AppendEntries): void {\n  turn.rules.storeEntries(turn, message);\n  turn.rules.followCommit(turn, message);\n  const matchIndex = message.prevLogIndex + message.entries.length;\n  turn.send(from, { ...replyTo(turn, message), success: true, matchIndex });\n}\n\nfunction replyTo(',
      ),
    ],
  },
  {
    name: 'a function is inlined',
    reaches: replicas,
    changes: [
      text('protocols/raft/election.ts', 'turn.send(voter, requestVote(turn, { preVote: false, transfer }));', "turn.send(voter, { kind: 'requestVote', term: state.currentTerm, lastLogIndex: turn.lastIndex, lastLogTerm: turn.lastTerm, preVote: false, transfer });"),
    ],
  },
  {
    name: 'the state counts its steps, for debugging',
    reaches: replicas,
    changes: [
      text('protocols/raft/raft.ts', '  readonly leaseForfeited: boolean;\n', '  readonly leaseForfeited: boolean;\n  readonly stepsMade?: number;\n'),
      text('protocols/raft/server.ts', "  if (state.storage === 'serving') react(turn, event);", "  turn.state.stepsMade = (turn.state.stepsMade ?? 0) + 1;\n  if (state.storage === 'serving') react(turn, event);"),
    ],
  },
  {
    name: 'a message carries one field more',
    reaches: replicas,
    changes: [
      text('protocols/raft/raft.ts', '  readonly leaderCommit: number;\n', '  readonly leaderCommit: number;\n  /** Figure 2 has it. */\n  readonly leaderId?: NodeId;\n'),
      text('protocols/raft/replication.ts', 'const { currentTerm, commitIndex, log, round } = turn.state;', 'const { currentTerm, commitIndex, log, round, self: leaderId } = turn.state;'),
      text('protocols/raft/replication.ts', 'entries, leaderCommit: commitIndex, round };', 'entries, leaderCommit: commitIndex, leaderId, round };'),
    ],
  },
  {
    name: 'a record holds one field more',
    reaches: replicas,
    changes: [text('protocols/raft/raft.ts', "readonly currentTerm: number; readonly votedFor: NodeId | null }\n  /** Everything", "readonly currentTerm: number; readonly votedFor: NodeId | null; readonly format?: number }\n  /** Everything"), text('protocols/raft/storage.ts', "turn.write({ kind: 'term', currentTerm, votedFor }", "turn.write({ kind: 'term', format: 2, currentTerm, votedFor }")],
  },
  { name: 'votes are asked for in the other order', reaches: replicas, changes: [text('protocols/raft/election.ts', 'for (const voter of turn.otherVoters) turn.send(voter', 'for (const voter of turn.otherVoters.toReversed()) turn.send(voter'), text('protocols/raft/election.ts', 'for (const voter of turn.otherVoters) turn.sendEarly(voter', 'for (const voter of turn.otherVoters.toReversed()) turn.sendEarly(voter')] },
  { name: 'heartbeats leave in the other order', reaches: replicas, changes: [text('protocols/raft/replication.ts', 'for (const { peer } of state.progress) rules.sendHeartbeat(turn, peer);', 'for (const { peer } of state.progress.toReversed()) rules.sendHeartbeat(turn, peer);')] },
  { name: 'entries leave in the other order', reaches: replicas, changes: [text('protocols/raft/replication.ts', 'for (const { peer } of state.progress) rules.replicate(turn, peer);', 'for (const { peer } of state.progress.toReversed()) rules.replicate(turn, peer);')] },
  { name: 'a timer is set before the write instead of after it', reaches: replicas, changes: [text('protocols/raft/election.ts', '    rules.storeTerm(turn, state.tags++);\n    rules.resetElectionTimer(turn);\n', '    rules.resetElectionTimer(turn);\n    rules.storeTerm(turn, state.tags++);\n')] },
  { name: 'a timer is set after the messages instead of before them', reaches: replicas, changes: [text('protocols/raft/replication.ts', "    turn.setTimer('heartbeat', options.heartbeatInterval);\n    rules.beginRound(turn);\n    for (const { peer } of state.progress) rules.sendHeartbeat(turn, peer);\n", "    rules.beginRound(turn);\n    for (const { peer } of state.progress) rules.sendHeartbeat(turn, peer);\n    turn.setTimer('heartbeat', options.heartbeatInterval);\n")] },
  { name: 'timers are cancelled in the other order', reaches: replicas, changes: [text('protocols/raft/terms.ts', "['heartbeat', 'quorum', 'transfer']", "['transfer', 'quorum', 'heartbeat']")] },
  {
    name: 'one timer more, which only counts',
    reaches: replicas,
    changes: [
      text('protocols/raft/raft.ts', "'transfer' | 'rewrite';", "'transfer' | 'rewrite' | 'census';"),
      text('protocols/raft/server.ts', '  rules.resetElectionTimer(turn);\n  if (options.reads', "  rules.resetElectionTimer(turn);\n  turn.setTimer('census', 40_000);\n  if (options.reads"),
      text('protocols/raft/server.ts', "    case 'rewrite':\n", "    case 'census':\n      return turn.setTimer('census', 40_000);\n    case 'rewrite':\n"),
    ],
  },
  {
    name: 'a new message behind the others, which everybody ignores',
    reaches: replicas,
    changes: [
      text('protocols/raft/raft.ts', '| InstallSnapshotReply | TimeoutNow;', "| InstallSnapshotReply | TimeoutNow | { readonly kind: 'office'; readonly term: number };"),
      text('protocols/raft/replica-words.ts', "  'timeoutNow',\n", "  'timeoutNow',\n  'office',\n"),
      text('protocols/raft/server.ts', "    case 'timeoutNow':\n", "    case 'office':\n      return ignore('good to know');\n    case 'timeoutNow':\n"),
      text('properties/raft/terms.ts', "    case 'timeoutNow':\n", "    case 'office':\n    case 'timeoutNow':\n"),
      text('protocols/raft/election.ts', '    rules.beginTerm(turn);\n', "    rules.beginTerm(turn);\n    for (const voter of turn.otherVoters) turn.sendEarly(voter, { kind: 'office', term: state.currentTerm });\n"),
    ],
  },
  {
    name: 'a write of several entries is several writes',
    reaches: replicas,
    changes: [text('protocols/raft/storage.ts', "    turn.write({ kind: 'entries', prevLogIndex, entries }, tag);\n", "    for (const [i, entry] of entries.entries()) turn.write({ kind: 'entries', prevLogIndex: prevLogIndex + i, entries: [entry] }, i === entries.length - 1 ? tag : null);\n")],
  },
  { name: 'a timer is renamed', reaches: replicas, changes: [literal('election', 'electionTimeout'), text('properties/raft/offices.ts', '{ election: new', '{ electionTimeout: new'), text('properties/raft/offices.ts', 'timers.election,', 'timers.electionTimeout,')] },
];

const clients = ['replicated-kv/', 'shard-kv/', 'shard-transactions/'] as const;

const ofClerks: readonly SourceEdit[] = [
  { name: 'a field of the state of clerks is renamed', reaches: clients, changes: [word('searched', 'askedLast')] },
  { name: 'a clerk sets its timer before it asks', reaches: clients, changes: [text('protocols/raft/clerk.ts', '    this.send(server, needsSession', "    this.setTimer('retry', this.parts.patience);\n    this.send(server, needsSession"), text('protocols/raft/clerk.ts', ".ask(life, session ?? life, newest, call.request));\n    this.setTimer('retry', this.parts.patience);", '.ask(life, session ?? life, newest, call.request));')] },
  { name: 'a clerk frees itself after it has answered', reaches: clients, changes: [text('protocols/raft/clerk.ts', "    this.state.call = null;\n    this.cancelTimer('retry');\n    this.reply(id, result);", "    this.reply(id, result);\n    this.cancelTimer('retry');\n    this.state.call = null;")] },
];

export const raftEdits: readonly SourceEdit[] = [...ofServers, ...ofClerks];
