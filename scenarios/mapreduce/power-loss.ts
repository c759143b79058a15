import { wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import { fileServerMilestones } from '../../protocols/mapreduce/index.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { filesReach, workerReaches } from './properties.ts';
import { briskWorker, impatient, smallFiles } from './vocabulary.ts';

export default cluster({
  title: 'The file system loses power at every step of a file on its way to its name, with parts of its cache written back',
  application: wordCount,
  files: smallFiles(3),
  reduces: 2,
  workers: 2,
  coordinator: impatient,
  fileServer: ({ writeBackWithin = milliseconds(10) }) => ({ writeBackWithin }),
  worker: () => ({ ...briskWorker, costs: { base: { min: 0, max: milliseconds(5) } } }),
  knobs: { writeBackWithin: [100, milliseconds(1), milliseconds(10), seconds(1)] },
  network: { latencyMin: 100, latencyMax: milliseconds(2) },
  swarm: swarm(['crash', 'fullRestart', 'ioError', 'slowDisk', 'tail'], { most: 8, during: milliseconds(400), milestones: [...writeMilestones, ...Object.keys(fileServerMilestones)] }),
  limits: { duration: seconds(8), recovery: seconds(30) },
  properties: () => [filesReach('restartSeen', 5), filesReach('cacheWrittenBack', 5), workerReaches('writingBegunAgain', 10)],
});
