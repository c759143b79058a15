/** Situations of snapshots (paper, section 7), of disks, and of restarts (Figure 2, State). */
import { configurationOf } from '../commitment.ts';
import { hashAt } from '../logs.ts';
import { inReaction, onMessage, type Reaction, type Situation } from './situation.ts';

/** A snapshot takes the place of what had not been applied. */
const installs = ({ before, after }: Reaction): boolean => after.snapshot.lastIncludedIndex > before.lastApplied && after.lastApplied === after.snapshot.lastIncludedIndex;

const recovers: Situation = ({ event, after }) => event.kind === 'start' && event.records > 0 && after.storage === 'serving';

export const storageSituations = {
  'a snapshot is sent': inReaction(({ sent }) => sent.some(({ message }) => message.kind === 'installSnapshot')),
  'a snapshot takes the place of a divergent tail': inReaction((step) => {
    const { before, after } = step;
    const { lastIncludedIndex, logHash } = after.snapshot;
    const there = hashAt(before, lastIncludedIndex);
    return installs(step) && there !== null && there !== logHash;
  }),
  'a snapshot keeps the entries that follow it': inReaction((step) => installs(step) && step.after.log.length > 0),
  'a transfer in chunks is overtaken by a newer snapshot': onMessage('installSnapshot', ({ before }, { snapshot }) => {
    return before.incoming !== null && snapshot.lastIncludedIndex > before.incoming.lastIncludedIndex;
  }),
  'a snapshot arrives that is older than what is committed': onMessage('installSnapshot', ({ before }, { term, snapshot }) => term === before.currentTerm && snapshot.lastIncludedIndex < before.commitIndex),
  'a failure of the disk is survived': inReaction(({ before, after }) => before.storage === 'suspended' && after.storage === 'serving'),
  'a torn tail is cut at a start': (step) => recovers(step) && step.effects.some(({ kind }) => kind === 'rewrite'),
  'a vote is remembered over a crash': (step) => recovers(step) && step.after.votedFor !== null && step.after.votedFor !== step.node,
  'a server starts in the middle of a change': (step) => recovers(step) && configurationOf(step.after).outgoing.length > 0,
} satisfies Readonly<Record<string, Situation>>;
