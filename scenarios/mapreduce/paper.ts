import { invertedIndex } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { anything, briskWorker, impatient, momentsOfCluster, smallFiles } from './vocabulary.ts';

export default cluster({
  title: 'An inverted index as the paper has it: a map and a reduce task on each machine at once, data fetched while map tasks run, input close at hand',
  application: invertedIndex,
  files: smallFiles(5),
  reduces: 3,
  storage: 'local',
  hosts: [[2, 3], [3, 4], [4, 2], [2, 3], [4, 3]],
  workers: 3,
  coordinator: { ...impatient, reissueAfter: null, pingEvery: milliseconds(200), earlyShuffle: true, rackSize: 2 },
  worker: () => ({ ...briskWorker, slots: 'both' }),
  swarm: swarm([...anything, 'wipe'], { victims: 'all', disks: 'victims', most: 6, milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  properties: () => [coordinatorReaches('mapUndone', 20), coordinatorReaches('backupIssued', 50), coordinatorReaches('reduceBegun', 5)],
});
