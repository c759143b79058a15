import { wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { coordinatorReaches, workerReaches } from './properties.ts';
import { anything, briskWorkers, impatient, momentsOfCluster, smallFiles, stragglers } from './vocabulary.ts';

export default cluster({
  title: 'Word count with intermediate data on the disks of the workers: anything fails, and a wiped machine takes finished map tasks with it',
  application: wordCount,
  files: smallFiles(4),
  reduces: 3,
  storage: 'local',
  workers: 3,
  coordinator: ({ compactAbove = 1_000 }) => ({ ...impatient, reissueAfter: null, pingEvery: milliseconds(200), compactAbove }),
  worker: briskWorkers,
  knobs: { ...stragglers, compactAbove: [2, 4, 1_000] },
  swarm: swarm([...anything, 'wipe'], { victims: 'all', disks: 'victims', most: 8, milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  properties: () => [
    coordinatorReaches('mapUndone', 20),
    coordinatorReaches('workerBuried', 50),
    workerReaches('dataUnreachable', 50),
    workerReaches('regionServed', 5),
  ],
});
