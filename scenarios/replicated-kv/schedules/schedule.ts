/**
 * Schedules written by hand for the mutants of the replicated services, with their real clients: in each a property fires on one mutant,
 * and none on the correct code (see `properties/raft/schedules`).
 */
import { AssertionFailure, mutate } from '../../../sim/core/index.ts';
import type { Mutant, Protocol } from '../../../sim/core/index.ts';
import { versionedClerk } from '../../../protocols/kv/index.ts';
import type { ReplicaOptions } from '../../../protocols/raft/index.ts';
import { replicatedStoreServer, replicatedVersionedServer, storeClerk } from '../../../protocols/replicated-kv/index.ts';
import { logBytesBounded } from '../../../properties/replicas/index.ts';
import type { Property } from '../../../properties/property.ts';
import { Bench } from '../../../properties/raft/schedules/bench.ts';
import type { Verdict } from '../../../properties/raft/schedules/schedule.ts';
import { Violation } from '../../../properties/raft/schedules/stage.ts';
import { judgeHistory } from '../../histories.ts';
import { versionedLinearizable } from '../../kv/properties.ts';
import { replicatedSafety, sessionsBounded, storeCommands, storeLinearizable, versionedPuts } from '../properties.ts';
import { ServiceStage } from './stage.ts';

/** What somebody has written down to expose one mutant. */
export interface ServiceSchedule {
  /** Id of the mutant. */
  readonly id: string;
  readonly options?: ReplicaOptions;
  /** Of the store: most sessions that are remembered. Default: 2. */
  readonly sessions?: number;
  /** Name of what fires. */
  readonly fires: string;
  /** Servers 0, 1 and 2, clients 3, 4 and 5. Server 0 leads, and all know. */
  play(stage: ServiceStage): void;
}

const servers = 3;
const clients = 3;

interface Service {
  readonly server: Protocol;
  readonly client: Protocol;
  readonly properties: readonly Property[];
}

/** The store, or the versioned service, with what judges it. */
export type ServiceOf = (schedule: ServiceSchedule) => Service;

export const storeService: ServiceOf = ({ options = {}, sessions = 2 }) => ({
  server: replicatedStoreServer({ sessions, ...options }),
  client: storeClerk(),
  properties: [...bounds(options), storeLinearizable, ...storeCommands, sessionsBounded(sessions)],
});

export const versionedService: ServiceOf = ({ options = {} }) => ({
  server: replicatedVersionedServer(options),
  client: versionedClerk(),
  properties: [...bounds(options), versionedLinearizable, ...versionedPuts],
});

/** Where a snapshot is to be taken after every entry, the bound means nothing. */
const bounds = ({ maxStateBytes = null }: ReplicaOptions): readonly Property[] => (maxStateBytes === null || maxStateBytes === 1 ? [] : [logBytesBounded(maxStateBytes)]);

/** Plays a schedule with the mutant, or (null) without, until its end or until a property fires. */
export function play(schedule: ServiceSchedule, serviceOf: ServiceOf, mutant: Mutant | null): Verdict {
  const { server, client, properties } = serviceOf(schedule);
  const [mutatedServer, mutatedClient] = [server, client].map((protocol) => (mutant === null ? protocol : mutate(protocol, mutant)));
  const bench = new Bench(servers, [...replicatedSafety, ...properties]);
  let size = (): number => 0;
  try {
    const stage = new ServiceStage(servers, clients, (node) => (node < servers ? mutatedServer : mutatedClient) ?? server, (step) => bench.observe(step));
    size = () => stage.size;
    stage.elect(0, 1, 2).heartbeat(0);
    schedule.play(stage);
    judgeCalls(stage, properties);
    return { fired: null, message: '', size: stage.size };
  } catch (error) {
    if (!(error instanceof Violation) && !(error instanceof AssertionFailure)) throw error;
    return { fired: error.property, message: error.message, size: size() };
  }
}

function judgeCalls({ calls }: ServiceStage, properties: readonly Property[]): void {
  for (const property of properties) {
    const wrong = property.kind === 'linearizable' ? judgeHistory(property, calls) : null;
    if (wrong !== null) throw new Violation(wrong.property, wrong.message);
  }
}
