import { wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { coordinatorReaches, filesReach, workerReaches } from './properties.ts';
import { anything, briskWorkers, momentsOfCluster, smallFiles, stragglers, watches, watchful } from './vocabulary.ts';

export default cluster({
  title: 'Word count over a shared file system: anything fails, coordinator and file server included',
  application: wordCount,
  files: smallFiles(4),
  reduces: 3,
  workers: 3,
  coordinator: ({ compactAbove = 1_000, backups = 1, pings = 0 }) => ({ ...watchful({ pings }), backupAfter: backups === 0 ? null : milliseconds(500), compactAbove }),
  fileServer: ({ compactFiles = 10_000, writeBackWithin = seconds(5) }) => ({ compactAbove: compactFiles, writeBackWithin }),
  worker: briskWorkers,
  knobs: { ...stragglers, ...watches, backups: [1, 0], compactAbove: [2, 4, 1_000], compactFiles: [20, 10_000], writeBackWithin: [1_000, 100_000, seconds(5)] },
  swarm: swarm(anything, { victims: 'all', most: 8, milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  properties: () => [
    coordinatorReaches('attemptLost', 20),
    coordinatorReaches('lateReport', 20),
    coordinatorReaches('backupIssued', 50),
    coordinatorReaches('answerRepeated', 20),
    coordinatorReaches('jobRecovered', 30),
    coordinatorReaches('oldReport', 50),
    coordinatorReaches('journalFailed', 50),
    filesReach('restartSeen', 30),
    filesReach('cacheWrittenBack', 20),
    filesReach('filesSuspended', 50),
    workerReaches('writingBegunAgain', 50),
  ],
});
