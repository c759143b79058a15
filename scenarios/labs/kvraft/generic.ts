/** GenericTest: what its editions share. Three rounds of clients that work while servers fail, with checks after each. */
import { assert } from '../../../sim/core/assert.ts';
import type { NodeId } from '../../../sim/core/protocol.ts';
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { sleep, type Story } from '../../../sim/hosts/script.ts';
import type { KvTest } from './lab.ts';
import { electionTimeout, type Harness } from './harness.ts';

/** The parameters of GenericTest. */
export interface Generic {
  readonly title: string;
  readonly clients: number;
  /** Default: 5. */
  readonly servers?: number;
  readonly unreliable?: boolean;
  readonly crash?: boolean;
  readonly partitions?: boolean;
  /** Default: no snapshots. */
  readonly maxStateBytes?: number;
  /** Clients share keys, chosen at random. */
  readonly randomKeys?: boolean;
}

const rounds = 3;

/** The clients of a round: each round has new ones. */
export const clientsOf = ({ stage }: Harness, { clients }: Generic, round: number): readonly NodeId[] => stage.clients.slice(1 + round * clients, 1 + (round + 1) * clients);

/** A client beside those that work: it looks at the results. */
export function inspectorOf({ stage }: Harness): NodeId {
  const [first] = stage.clients;
  assert(first !== undefined, 'a test has a client that looks at the results');
  return first;
}

/** The test. `begin` is called once per run, and tells each round. */
export function genericTest(generic: Generic, begin: (harness: Harness) => (round: number) => Story): KvTest {
  const { title, clients, servers = 5, unreliable = false, maxStateBytes = null } = generic;
  return {
    title,
    servers,
    clients: 1 + rounds * clients,
    unreliable,
    maxStateBytes,
    *tell(harness) {
      const tellRound = begin(harness);
      for (let round = 0; round < rounds; round++) {
        yield* tellRound(round);
        harness.checkSizes(maxStateBytes);
      }
    },
  };
}

/**
 * The labs' clients call one after the other, as fast as the machine is; these rest before each call. On the reliable network, which is
 * swift, they rest the longer the more they are.
 */
export function* pause({ stage }: Harness, { clients, unreliable = false }: Generic): Story {
  yield* sleep(stage.choose(milliseconds(20) * (unreliable ? 1 : clients)));
}

/** All servers go down for a second. */
export function* crashAll(harness: Harness): Story {
  yield* harness.shutDownAll();
  yield* sleep(electionTimeout);
  yield* harness.startAll();
}

/** One second without partitions at the beginning of each round that has them. */
export const calm = seconds(1);
