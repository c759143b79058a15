import { milliseconds } from '../../sim/core/time.ts';
import { operations, scenario, when } from '../scenario.ts';
import { at } from '../scenario.ts';
import { registerClerk, registerReplica, registerRequests, registerSafety, replicaMilestones } from './vocabulary.ts';

/** Without pre-vote and blank entries: it is all about the votes of one term. */
const plain = { preVote: false, checkQuorum: false } as const;
const candidate = (electionTimeoutMin: number) => registerReplica({ ...plain, electionTimeoutMin, electionTimeoutMax: electionTimeoutMin + milliseconds(2) });

export default scenario({
  title: 'A voter loses power while it writes its vote, and comes back in time to be asked by the next candidate of the same term',
  servers: [candidate(milliseconds(100)), candidate(milliseconds(2_000)), candidate(milliseconds(110))],
  clients: [registerClerk()],
  workload: operations(registerRequests, { perClient: [1, 5] }),
  faults: [
    // The two candidates do not hear each other: whoever gets the voter's vote has a majority.
    at(0, { kind: 'oneWay', from: [0], to: [2], lasts: milliseconds(1_000) }),
    at(0, { kind: 'oneWay', from: [2], to: [0], lasts: milliseconds(1_000) }),
    when(replicaMilestones, 'writesVote', { kind: 'crash', node: 1, down: milliseconds(2), power: { survivors: 0, torn: true } }, { node: 1 }),
  ],
  properties: registerSafety,
});
