/**
 * What must happen somewhere in a campaign of Raft: each situation is one that a rule of the paper or the thesis exists for. A campaign
 * that never reaches it has tested nothing of that rule.
 */
import { sometimes, type Sometimes } from '../../property.ts';
import type { RaftLens } from '../lens.ts';
import { changeSituations } from './changes.ts';
import { electionSituations } from './elections.ts';
import { replicationSituations } from './replication.ts';
import type { Situation } from './situation.ts';
import { storageSituations } from './storage.ts';

const situations = { ...electionSituations, ...replicationSituations, ...storageSituations, ...changeSituations } satisfies Readonly<Record<string, Situation>>;

/** The name of a situation. */
export type RaftSituation = keyof typeof situations;

/** One situation, to be reached at least once within so many seeds. */
export function raftSituation(lens: RaftLens, name: RaftSituation, within: number): Sometimes {
  const situation: Situation = situations[name];
  return sometimes(name, within, (observed) => {
    const step = lens.see(observed);
    return step !== null && situation(step);
  });
}

/** Every situation, each to be reached within so many seeds. */
export function raftSituations(lens: RaftLens, within: (name: RaftSituation) => number): readonly Sometimes[] {
  return allSituations.map((name) => raftSituation(lens, name, within(name)));
}

const isSituation = (name: string): name is RaftSituation => Object.hasOwn(situations, name);

const allSituations: readonly RaftSituation[] = Object.keys(situations).filter((name) => isSituation(name));
