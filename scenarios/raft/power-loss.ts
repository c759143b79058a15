import { milliseconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import type { Fault } from '../../sim/world/plan.ts';
import { operations, scenario, times, whenWrite } from '../scenario.ts';
import { registerClerk, registerReplica, registerSafety, registerWrites } from './vocabulary.ts';

const lost = (node: NodeId, survivors: number, torn: boolean): Fault => ({ kind: 'crash', node, down: milliseconds(50), power: { survivors, torn } });

export default scenario({
  title: 'The power fails at each step of a write: issued, on the disk but not said, said',
  servers: times(3, registerReplica({ snapshotEvery: 4 })),
  clients: times(2, registerClerk()),
  workload: operations(registerWrites, { perClient: [8, 15] }),
  faults: [
    whenWrite('writeIssued', lost(0, 0, true), { node: 0, occurrence: 2 }),
    whenWrite('writeIssued', lost(1, 1, false), { node: 1, occurrence: 3 }),
    whenWrite('writeSynced', lost(1, 0, false), { node: 1, occurrence: 4 }),
    whenWrite('writeSynced', lost(2, 0, true), { node: 2, occurrence: 3 }),
    whenWrite('writeReleased', lost(2, 0, false), { node: 2, occurrence: 2 }),
    whenWrite('writeReleased', lost(0, 0, true), { node: 0, occurrence: 4 }),
  ],
  properties: registerSafety,
});
