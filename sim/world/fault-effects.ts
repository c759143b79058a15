import type { NodeId } from '../core/protocol.ts';
import type { ImpairmentKind, Hold } from './impairments.ts';
import { perfectRate } from './clock.ts';
import type { PowerLoss } from './disk.ts';
import type { Universe } from './faults.ts';
import type { LongDelays } from './long-delays.ts';
import type { Wall } from './partitions.ts';
import type { NetworkProfile } from './plan.ts';
import type { SharedState } from './shared-state.ts';
import type { Stepper } from './stepper.ts';
import type { NodeSlot } from './node.ts';
import type { Storage } from './storage.ts';
import type { Timers } from './timers.ts';

/** What faults do to a world, and the heal that ends them. */
export class FaultEffects implements Universe {
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  private readonly shared: SharedState;
  private readonly timers: Timers;
  private readonly storage: Storage;
  private readonly stepper: Stepper;

  constructor(shared: SharedState, timers: Timers, storage: Storage, stepper: Stepper) {
    this.servers = shared.servers;
    this.everyone = shared.everyone;
    this.shared = shared;
    this.timers = timers;
    this.storage = storage;
    this.stepper = stepper;
  }

  // ---- Links ------------------------------------------------------------------------------------------------------------

  raise(wall: Wall): void {
    this.shared.network.raise(wall);
  }

  raze(wall: Wall): void {
    this.shared.network.raze(wall);
  }

  isolate(node: NodeId): void {
    this.shared.network.isolate(node);
  }

  rejoin(node: NodeId): void {
    this.shared.network.rejoin(node);
  }

  clog(from: NodeId, to: NodeId): void {
    this.shared.network.clog(this.shared.random, from, to);
  }

  unclog(from: NodeId, to: NodeId): void {
    for (const packet of this.shared.network.unclog(this.shared.random, from, to)) this.stepper.meet(packet);
  }

  delay({ kinds, rate, min, max }: LongDelays, hold: Hold): void {
    this.shared.network.delay({ kinds, rate, min, max, hold });
  }

  endDelays(hold: Hold): void {
    this.shared.network.endDelays(hold);
  }

  setNetwork(profile: NetworkProfile): void {
    this.shared.network.set(profile);
  }

  // ---- Processes --------------------------------------------------------------------------------------------------------

  crash(node: NodeId, power: PowerLoss, hold: Hold): void {
    const { shared } = this;
    const slot = shared.slot(node);
    slot.impairments.lay('down', 0, hold);
    if (!slot.isUp) return;
    const { lost, torn } = slot.disk.lose(power);
    shared.counters.writesLost += lost;
    if (torn) shared.counters.writesTorn++;
    for (const arrival of slot.kill()) if (arrival.kind === 'packet') shared.loseAtDoor(arrival);
    shared.recorder?.node(shared.now, node, 'crashed', lost);
    shared.host?.crashed(node);
  }

  wipe(node: NodeId, hold: Hold): void {
    this.crash(node, { survivors: 0, torn: false }, hold);
    const slot = this.shared.slot(node);
    slot.disk.wipe();
    slot.damaged = true;
  }

  // ---- Impairments ------------------------------------------------------------------------------------------------------

  lay(node: NodeId, kind: ImpairmentKind, amount: number, hold: Hold): void {
    const slot = this.shared.slot(node);
    // There is no process to stand still where it is down.
    if (kind === 'paused' && !slot.isUp) return;
    if (kind === 'disconnected' && !slot.impairments.has(kind)) this.isolate(node);
    slot.impairments.lay(kind, amount, hold);
    this.takeEffect(slot, kind);
  }

  lift(node: NodeId, kind: ImpairmentKind, hold: Hold): void {
    const slot = this.shared.slot(node);
    this.relieve(slot, kind, () => slot.impairments.lift(kind, hold));
  }

  clear(node: NodeId, kind: ImpairmentKind): void {
    const slot = this.shared.slot(node);
    this.relieve(slot, kind, () => slot.impairments.clear(kind));
  }

  private relieve(slot: NodeSlot, kind: ImpairmentKind, act: () => void): void {
    const wasDisconnected = slot.impairments.has('disconnected');
    act();
    if (wasDisconnected && !slot.impairments.has('disconnected')) this.rejoin(slot.id);
    this.takeEffect(slot, kind);
  }

  /** What lies on a node has changed. */
  private takeEffect(slot: NodeSlot, kind: ImpairmentKind): void {
    const { impairments } = slot;
    switch (kind) {
      case 'down':
        if (!slot.isUp && !impairments.has('down')) this.stepper.boot(slot);
        break;
      case 'paused':
        this.standOrGo(slot, impairments.has('paused'));
        break;
      case 'lag':
        slot.lag = impairments.sum('lag');
        break;
      case 'hungDisk':
        if (!impairments.has('hungDisk')) this.storage.goOn(slot);
        break;
      case 'clockRate':
        slot.clock.drift(this.shared.now, impairments.latest('clockRate') ?? perfectRate);
        this.timers.retime(slot);
        break;
      default:
        // Nothing changes until the next sync.
        break;
    }
  }

  private standOrGo(slot: NodeSlot, paused: boolean): void {
    if (slot.paused === paused) return;
    slot.paused = paused;
    this.shared.recorder?.node(this.shared.now, slot.id, paused ? 'paused' : 'resumed', slot.inbox.length);
    if (!paused) this.stepper.catchUp(slot);
  }

  // ---- Devices ----------------------------------------------------------------------------------------------------------

  failSyncs(node: NodeId, count: number): void {
    this.shared.slot(node).disk.failures += count;
  }

  rot(node: NodeId, fromNewest: number): void {
    const slot = this.shared.slot(node);
    if (!slot.disk.rot(fromNewest)) return;
    slot.damaged = true;
    this.shared.counters.recordsRotted++;
  }

  jump(node: NodeId, by: number): void {
    this.shared.slot(node).clock.jump(by);
  }

  // ---- The end of it ----------------------------------------------------------------------------------------------------

  /** These nodes and the links between them work from now on. No fault begins any more; those under way elsewhere go on. */
  heal(nodes: readonly NodeId[]): void {
    const { shared, stepper } = this;
    const healed = new Set([...(shared.healed ?? []), ...nodes]);
    shared.healed = healed;
    shared.triggers.close();
    for (const node of nodes) this.clear(node, 'disconnected');
    const held = shared.network.heal(healed);
    for (const node of nodes) this.repair(shared.slot(node));
    for (const packet of held) stepper.meet(packet);
  }

  private repair(slot: NodeSlot): void {
    slot.impairments.clearAll();
    slot.lag = 0;
    this.takeEffect(slot, 'clockRate');
    this.storage.repair(slot);
    this.standOrGo(slot, false);
    this.takeEffect(slot, 'down');
    this.stepper.catchUp(slot);
  }
}
