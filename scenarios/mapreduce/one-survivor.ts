import { invertedIndex } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { at, swarm } from '../scenario.ts';
import { cluster, doneBy, jobProperties } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { smallFiles } from './vocabulary.ts';

const coordinator = { reissueAfter: null, pingEvery: seconds(1), backupAfter: null };
const power = { survivors: 0, torn: false };
const costs = { base: { min: milliseconds(300), max: milliseconds(900) } };

export default cluster({
  title: 'All machines but one are gone for good, with the finished map tasks on their disks: the last one does everything again',
  application: invertedIndex,
  files: smallFiles(8),
  reduces: 3,
  storage: 'local',
  workers: 4,
  coordinator,
  worker: () => ({ costs }),
  faults: [1_000, 1_200, 1_400].map((time, i) => at(milliseconds(time), { kind: 'crash', node: 2 + i, down: null, power })),
  swarm: swarm(['pause', 'slowNode', 'tail', 'reorder', 'duplicate'], { victims: 'all', most: 4 }),
  scripts: (job) => [doneBy(job, seconds(290), 'the job is done while one worker lives')],
  limits: { duration: seconds(300), recovery: null },
  only: (job, reference) => [
    ...jobProperties(job, reference, coordinator, milliseconds(500), 4).filter(({ kind }) => kind !== 'eventually'),
    coordinatorReaches('workerBuried', 5),
    coordinatorReaches('mapUndone', 2),
  ],
});
