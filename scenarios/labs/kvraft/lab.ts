/** A test of a replicated service of the labs as a scenario. */
import type { Protocol } from '../../../sim/core/protocol.ts';
import { seconds } from '../../../sim/core/time.ts';
import type { Story } from '../../../sim/hosts/script.ts';
import { calmNetwork, type NetworkProfile } from '../../../sim/world/plan.ts';
import { judgedAtTheEnd, type Property } from '../../../properties/property.ts';
import { versionedClerk } from '../../../protocols/kv/index.ts';
import { labRaft, type ReplicaOptions } from '../../../protocols/raft/index.ts';
import { replicatedStoreServer, replicatedVersionedServer, storeClerk } from '../../../protocols/replicated-kv/index.ts';
import { versionedLinearizable } from '../../kv/properties.ts';
import { unreliable } from '../../kv/vocabulary.ts';
import { scenario, times, type Scenario } from '../../scenario.ts';
import { appendClients, storeLinearizable, versionedClients, type LabClients } from './clients.ts';
import { Harness } from './harness.ts';

/** The service of an edition, and how its clients speak. */
export interface KvEdition {
  server(options: ReplicaOptions): Protocol;
  readonly clerk: Protocol;
  readonly property: Property;
  readonly clients: LabClients;
}

/** 2020 to 2024: Put, Append and Get. */
export const appendEdition: KvEdition = { server: replicatedStoreServer, clerk: storeClerk(), property: judgedAtTheEnd(storeLinearizable), clients: appendClients };

/** 2025: Put and Get with versions. */
export const versionedEdition: KvEdition = { server: replicatedVersionedServer, clerk: versionedClerk(), property: judgedAtTheEnd(versionedLinearizable), clients: versionedClients };

/** What a test does. */
export interface KvTest {
  readonly title: string;
  readonly servers: number;
  readonly clients: number;
  /** Default: no. */
  readonly unreliable?: boolean;
  /** The labs' maxraftstate, in bytes; null: no snapshots. */
  readonly maxStateBytes: number | null;
  tell(harness: Harness): Story;
}

export const networkOf = (isUnreliable: boolean): NetworkProfile => (isUnreliable ? { ...calmNetwork, ...unreliable } : calmNetwork);

/** A test of two virtual minutes at most, as in the labs. A new leader may append a blank entry: no index is looked at. */
export function kvLab(edition: KvEdition, test: KvTest): Scenario {
  const { clerk, property } = edition;
  const { title, servers, clients, maxStateBytes } = test;
  return scenario({
    title,
    servers: times(servers, edition.server({ ...labRaft, noOp: true, maxStateBytes })),
    clients: times(clients, clerk),
    network: networkOf(test.unreliable ?? false),
    scripts: [(stage) => test.tell(new Harness(stage))],
    properties: [property],
    limits: { duration: seconds(120), recovery: 0, steps: 1_000_000 },
  });
}
