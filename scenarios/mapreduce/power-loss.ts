import { fileServerMilestones, fileServerNode, wordCount } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { expect, inflict, sleep, type Script } from '../../sim/hosts/script.ts';
import { writeMilestones } from '../../sim/world/plan.ts';
import type { Job, SequentialRun } from '../../protocols/mapreduce/index.ts';
import { swarm } from '../scenario.ts';
import { cluster, untilDone } from './cluster.ts';
import { filesReach, outputsOf, workerReaches } from './properties.ts';
import { briskWorker, impatient, smallFiles } from './vocabulary.ts';

/** When the job is done, the power fails once more: all output is there when it comes back. */
const blackout = (job: Job, { outputs }: SequentialRun): Script =>
  function* (stage) {
    yield* untilDone(job)(stage);
    yield* inflict({ kind: 'crash', node: fileServerNode, down: milliseconds(50), power: { survivors: 0, torn: false } });
    while (stage.stateOf(fileServerNode) === null) yield* sleep(milliseconds(10));
    const found = outputsOf(stage.stateOf, job);
    const lost = outputs.findIndex((text, reduce) => found[reduce] !== text);
    expect(lost < 0, 'the output is there after a power failure', () => `output file ${lost} is not`);
  };

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
  scripts: (job, reference) => [blackout(job, reference)],
  properties: () => [filesReach('restartSeen', 20), filesReach('cacheWrittenBack', 5), workerReaches('writingBegunAgain', 20)],
});
