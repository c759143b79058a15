/** What is to be done: the same for the coordinator, its workers, and a run on one machine. */
import type { NodeId } from '../../sim/core/index.ts';

/** A piece of the input: one map task. */
export interface Split {
  /** Its name in the file system. */
  readonly file: string;
  /** The machines that have a copy (3.4). */
  readonly hosts: readonly NodeId[];
}

/** A run of an application over input files: M splits, R output files. */
export interface Job {
  readonly splits: readonly Split[];
  /** R: how many reduce tasks, and output files. */
  readonly reduces: number;
  /**
   * Where intermediate data is. `shared`: in the file system, as in the labs, where it outlives its machine. `local`: on the disk of the
   * machine that ran the map task, as in the paper, and gone with it.
   */
  readonly storage: 'shared' | 'local';
}

/** A job over these files, of which nobody is said to have a copy. */
export function jobOver(files: readonly string[], reduces: number, storage: Job['storage'] = 'shared'): Job {
  return { splits: files.map((file) => ({ file, hosts: [] })), reduces, storage };
}

/** The two kinds of tasks. */
export type TaskKind = 'map' | 'reduce';

/** Name of the output file of a reduce task. */
export const outputFile = (reduce: number): string => `mr-out-${reduce}`;

/** Name of what a map task has for a reduce task, where the file system is shared. */
export const intermediateFile = (map: number, reduce: number): string => `mr-${map}-${reduce}`;
