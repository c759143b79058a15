import { replicatedStoreServer, storeClerk, storeRequest } from '../../protocols/replicated-kv/index.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { milliseconds } from '../../sim/core/time.ts';
import { all, ask, inflict, rest, sleep, type Script, type Story } from '../../sim/hosts/script.ts';
import { linkFaults, networkFamilies } from '../../properties/schedules/families.ts';
import { scenario, swarm, times } from '../scenario.ts';
import { catchesUp, replicatedSafety, sessionsBounded, storeCommands, storeLinearizable } from './properties.ts';

const sessions = 4;
const down = milliseconds(1);

function* interrupt(node: NodeId, after: number): Story {
  yield* sleep(after);
  yield* inflict({ kind: 'crash', node, down, power: { survivors: 0, torn: false } });
  yield* sleep(2 * down);
}

/** Asks, and goes down before the answer is there, or not; what it asked before may be answered in its next life. */
const interrupted =
  (which: number): Script =>
  function* ({ clients, choose }) {
    const node = clients[which] ?? 0;
    for (let round = 0; round < 6; round++) {
      yield* rest();
      const request = storeRequest(choose(2) === 0 ? { kind: 'get', key: 'k' } : { kind: 'append', key: 'k', value: `${which}.${round};` });
      const asked: Story = (function* () {
        yield* ask(node, request);
      })();
      yield* choose(2) === 0 ? asked : all([asked, interrupt(node, choose(milliseconds(15)))]);
      yield* sleep(choose(milliseconds(20)));
    }
  };

export default scenario({
  title: 'Clients that lose power while they wait, and ask for something else in their next life',
  servers: ({ snapshotEvery = 8 }) => times(3, replicatedStoreServer({ sessions, snapshotEvery })),
  clients: times(3, storeClerk()),
  knobs: { snapshotEvery: [2, 8] },
  scripts: [0, 1, 2].map(interrupted),
  network: { latencyMin: milliseconds(1), latencyMax: milliseconds(8) },
  swarm: swarm([...networkFamilies, ...linkFaults], { most: 3 }),
  properties: [...replicatedSafety, storeLinearizable, ...storeCommands, sessionsBounded(sessions), catchesUp],
});
