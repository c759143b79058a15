import { wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster, doneBy, jobProperties } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { smallFiles } from './vocabulary.ts';

const coordinator = { reissueAfter: null, pingEvery: seconds(1), backupAfter: seconds(2), tick: milliseconds(200) };

export default cluster({
  title: 'One of four machines is two hundred times slower than the others: backup tasks finish the job without it',
  application: wordCount,
  files: smallFiles(8),
  reduces: 4,
  workers: 4,
  coordinator,
  worker: (which) => ({ costs: { base: { min: milliseconds(500), max: seconds(1) } }, slowness: which === 0 ? 200 : 1 }),
  // The others need some 4 seconds, and as long again for what the slow one had; ten times as long where one message in ten is late by up to 3 s, and keeps
  // those behind it waiting. A task takes the slow one at least 100 seconds.
  swarm: swarm(['tail', 'reorder', 'duplicate', 'pairBias']),
  scripts: (job) => [doneBy(job, seconds(90), 'a slow machine costs no more than its tasks')],
  limits: { duration: seconds(95), recovery: null },
  only: (job, reference) => [
    ...jobProperties(job, reference, coordinator, milliseconds(500), 4).filter(({ kind }) => kind !== 'eventually'),
    coordinatorReaches('backupIssued', 1),
  ],
});
