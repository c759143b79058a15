import type { NodeId } from '../../sim/core/index.ts';

/** Says a replica that does not lead (labs: ErrWrongLeader). A server that is alone never does. */
export interface WrongLeader {
  readonly kind: 'wrongLeader';
  readonly session: number;
  readonly request: number;
  /** Whom it takes for the leader, by number. */
  readonly leader: NodeId | null;
  /** Leadership was lost after the request had been taken: it may still be executed. */
  readonly mayHappen: boolean;
}
