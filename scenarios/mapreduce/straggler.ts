import { wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster, doneBy, jobProperties } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { smallFiles } from './vocabulary.ts';

const coordinator = { reissueAfter: null, pingEvery: seconds(1), backupAfter: seconds(2), tick: milliseconds(200) };

export default cluster({
  title: 'One of four machines is a hundred times slower than the others: backup tasks finish the job without it',
  application: wordCount,
  files: smallFiles(8),
  reduces: 4,
  workers: 4,
  coordinator,
  worker: (which) => ({ costs: { base: { min: milliseconds(500), max: seconds(1) } }, slowness: which === 0 ? 100 : 1 }),
  // The others need some 4 seconds, and as long again for what the slow one had.
  swarm: swarm(['tail', 'reorder', 'duplicate', 'pairBias']),
  scripts: (job) => [doneBy(job, seconds(30), 'a slow machine costs no more than its tasks')],
  limits: { duration: seconds(35), recovery: null },
  only: (job, reference) => [
    ...jobProperties(job, reference, coordinator, milliseconds(500), 4).filter(({ kind }) => kind !== 'eventually'),
    coordinatorReaches('backupIssued', 1),
  ],
});
