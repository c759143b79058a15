import { fussy } from '../../protocols/mapreduce/index.ts';
import { milliseconds, seconds } from '../../sim/core/time.ts';
import { swarm } from '../scenario.ts';
import { cluster } from './cluster.ts';
import { coordinatorReaches } from './properties.ts';
import { anything, briskWorkers, momentsOfCluster, stragglers, watches, watchful } from './vocabulary.ts';

export default cluster({
  title: 'A map function that throws at some records: they are skipped, once they have failed twice',
  application: fussy,
  files: [['in-0', 'a bc poison def poisoned g'], ['in-1', 'hi jkl mnop'], ['in-2', 'poisonous qr s']],
  reduces: 2,
  workers: 3,
  coordinator: ({ pings = 0 }) => ({ ...watchful({ pings }), pingEvery: milliseconds(300) }),
  worker: (which, knobs) => ({ ...briskWorkers(which, knobs), costs: { base: { min: milliseconds(1), max: milliseconds(50) } } }),
  knobs: { ...stragglers, ...watches },
  swarm: swarm(anything, { victims: 'all', most: 5, milestones: momentsOfCluster }),
  limits: { duration: seconds(8), recovery: seconds(60) },
  properties: () => [coordinatorReaches('gaspHeard', 5), coordinatorReaches('recordSkipped', 5)],
});
