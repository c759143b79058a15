/** The same job on one machine, one task after the other: what every run of the cluster is compared with. */
import type { Application, Pair } from './application.ts';
import { added, runMap, runReduce, undisturbed } from './running.ts';
import type { Counts } from './running.ts';

/** What a sequential run leaves behind. */
export interface SequentialRun {
  /** Contents of the output files, by number of the reduce task. */
  readonly outputs: readonly string[];
  readonly counts: Counts;
  /** Records at which the map function threw, by number of the file: they are skipped, as the cluster does in the end (4.4). */
  readonly skipped: readonly (readonly number[])[];
}

/** Runs an application over files, by name and contents in the order of the splits. A reduce function that throws is not survived. */
export function runSequentially(application: Application, files: readonly (readonly [name: string, contents: string])[], reduces: number): SequentialRun {
  let counts: Counts = {};
  const skipped: number[][] = [];
  const regions: (readonly (readonly Pair[])[])[] = [];
  for (const [name, contents] of files) {
    const skip: number[] = [];
    skipped.push(skip);
    for (;;) {
      const mapped = runMap(application, name, contents, reduces, { ...undisturbed, skip });
      if (mapped.kind === 'threw') {
        skip.push(mapped.record);
        continue;
      }
      counts = added(counts, mapped.counts);
      regions.push(mapped.regions);
      break;
    }
  }
  const outputs = Array.from({ length: reduces }, (_, reduce) => {
    const reduced = runReduce(application, regions.flatMap((of) => of[reduce] ?? []));
    if (reduced.kind === 'threw') throw new Error(`${application.name}: reduce threw: ${reduced.message}`);
    counts = added(counts, reduced.counts);
    return reduced.output;
  });
  return { outputs, counts, skipped };
}
