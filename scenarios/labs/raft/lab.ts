/** A Raft test of the labs as a scenario. */
import { seconds } from '../../../sim/core/time.ts';
import type { Story } from '../../../sim/hosts/script.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import type { Edition } from './editions.ts';
import { appliedInOrder, labServer, reliableNetwork, unreliableNetwork } from './servers.ts';
import { Tester } from './tester.ts';

/** What a test does, in any edition. */
export interface RaftTest {
  readonly servers: number;
  /** Default: reliable. */
  readonly network?: 'reliable' | 'unreliable';
  /** Whether servers take a snapshot after every tenth entry. Default: no. */
  readonly snapshots?: boolean;
  readonly countsBytes?: boolean;
  /** It takes tens of thousands of steps on long logs: checked step by step, minutes. */
  readonly heavy?: boolean;
  tell(tester: Tester): Story;
}

/** A test of two virtual minutes at most, as in the labs. */
export function raftLab(title: string, edition: Edition, test: RaftTest): Scenario {
  const { servers, network = 'reliable', snapshots = false, countsBytes = false, heavy = false } = test;
  return scenario({
    title,
    servers: times(servers, labServer(snapshots ? 10 : null)),
    network: network === 'reliable' ? reliableNetwork : unreliableNetwork,
    // A tester that takes snapshots itself starts from the newest one.
    scripts: [(stage) => test.tell(new Tester(stage, { ...edition, keepsRecords: edition.keepsRecords && !snapshots }))],
    countsBytes,
    heavy,
    properties: [appliedInOrder],
    limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  });
}
