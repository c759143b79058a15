import { coordinatorMilestones, coordinatorNode, wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { when, whenWrite } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { briskWorker, impatient, smallFiles } from './vocabulary.ts';

const crash = { kind: 'crash', node: coordinatorNode, down: milliseconds(300), power: { survivors: 0, torn: true } } as const;

export default cluster({
  title: 'The coordinator crashes before a completion is on its disk, after one, and when reduce tasks have begun: it goes on where it was',
  application: wordCount,
  files: smallFiles(5),
  reduces: 3,
  workers: 3,
  // The journal is compacted between the crashes.
  coordinator: { ...impatient, compactAbove: 6 },
  worker: () => briskWorker,
  faults: [
    when(coordinatorMilestones, 'mapCompleted', crash),
    whenWrite('writeReleased', crash, { node: coordinatorNode, occurrence: 4 }),
    when(coordinatorMilestones, 'reduceBegun', crash, { delay: milliseconds(5) }),
    when(coordinatorMilestones, 'reduceCompleted', crash, { occurrence: 2 }),
  ],
  limits: { duration: seconds(20), recovery: seconds(30) },
  properties: () => [coordinatorReaches('jobRecovered', 1), coordinatorReaches('oldReport', 3)],
});
