import { sampleBoundaries, sort } from '../../protocols/mapreduce/index.ts';
import { processFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { sortedThroughout } from './properties.ts';
import { briskWorkers, impatient, momentsOfCluster, smallFiles, stragglers } from './vocabulary.ts';

const files = smallFiles(4, 100);
const boundaries = sampleBoundaries(files.map(([, contents]) => contents), 4, 3);

export default cluster({
  title: 'Sort: a sample of the lines says where each output file begins, and the files one after the other are in order',
  application: sort(boundaries),
  files,
  reduces: 4,
  storage: 'local',
  workers: 3,
  coordinator: { ...impatient, reissueAfter: null, pingEvery: milliseconds(200) },
  worker: briskWorkers,
  knobs: stragglers,
  swarm: swarm([...networkFamilies, ...processFaults], { victims: 'all', milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  properties: (job) => [sortedThroughout(job)],
});
