import { pickOne } from '../../protocols/mapreduce/index.ts';
import { seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { jobFinishes, noTaskLost, nobodyLeavesEarly, outputOfOneExecution, outputStays, workersLeave } from './properties.ts';
import { anything, briskWorkers, momentsOfCluster, smallFiles, stragglers, watches, watchful } from './vocabulary.ts';

export default cluster({
  title: 'A reduce function that picks by chance: each output file is that of one execution, never a mixture',
  application: pickOne,
  files: smallFiles(3),
  reduces: 3,
  workers: 3,
  coordinator: watchful,
  worker: briskWorkers,
  knobs: { ...stragglers, ...watches },
  swarm: swarm(anything, { victims: 'all', most: 6, milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  only: (job) => [outputOfOneExecution(job), outputStays(job), noTaskLost(job), nobodyLeavesEarly(job), jobFinishes(job), workersLeave],
});
