import { grep } from '../../protocols/mapreduce/index.ts';
import { processFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { briskWorkers, momentsOfCluster, smallFiles, stragglers, watches, watchful } from './vocabulary.ts';

export default cluster({
  title: 'Distributed grep, one record per line, with counters, on machines that crash',
  application: grep('ou'),
  files: smallFiles(5, 80),
  reduces: 2,
  workers: 3,
  coordinator: watchful,
  worker: briskWorkers,
  knobs: { ...stragglers, ...watches },
  swarm: swarm([...networkFamilies, ...processFaults], { victims: 'all', milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
});
