import type { NodeId } from '../core/protocol.ts';
import type { AfflictionKind, Hold } from './afflictions.ts';
import { perfectRate } from './clock.ts';
import type { PowerLoss } from './disk.ts';
import type { Universe } from './faults.ts';
import type { Ground } from './ground.ts';
import type { Life } from './life.ts';
import type { NodeSlot } from './node.ts';
import type { Storage } from './storage.ts';
import type { Timers } from './timers.ts';

/** What faults do to a world, and the heal that ends them. */
export class Havoc implements Universe {
  readonly servers: readonly NodeId[];
  readonly everyone: readonly NodeId[];
  private readonly ground: Ground;
  private readonly timers: Timers;
  private readonly storage: Storage;
  private readonly life: Life;

  constructor(ground: Ground, timers: Timers, storage: Storage, life: Life) {
    this.servers = ground.servers;
    this.everyone = ground.everyone;
    this.ground = ground;
    this.timers = timers;
    this.storage = storage;
    this.life = life;
  }

  // ---- Links ------------------------------------------------------------------------------------------------------------

  cut(from: NodeId, to: NodeId): void {
    const { healed } = this.ground;
    // No fault begins after the heal, but a swizzle that began before it cuts step by step.
    if (healed === null || !healed.has(from) || !healed.has(to)) this.ground.network.cut(this.ground.random, from, to);
  }

  mend(from: NodeId, to: NodeId): void {
    this.ground.network.mend(this.ground.random, from, to);
  }

  clog(from: NodeId, to: NodeId): void {
    this.ground.network.clog(this.ground.random, from, to);
  }

  unclog(from: NodeId, to: NodeId): void {
    for (const packet of this.ground.network.unclog(this.ground.random, from, to)) this.life.meet(packet);
  }

  // ---- Processes --------------------------------------------------------------------------------------------------------

  crash(node: NodeId, power: PowerLoss, hold: Hold): void {
    const { ground } = this;
    const slot = ground.slot(node);
    slot.afflictions.lay('down', 0, hold);
    if (!slot.isUp) return;
    const { lost, torn } = slot.disk.lose(power);
    ground.counters.writesLost += lost;
    if (torn) ground.counters.writesTorn++;
    for (const arrival of slot.kill()) if (arrival.kind === 'packet') ground.loseAtDoor(arrival);
    ground.recorder?.node(ground.now, node, 'crashed', lost);
    ground.host?.crashed(node);
  }

  wipe(node: NodeId, hold: Hold): void {
    this.crash(node, { survivors: 0, torn: false }, hold);
    const slot = this.ground.slot(node);
    slot.disk.wipe();
    slot.damaged = true;
  }

  // ---- Afflictions ------------------------------------------------------------------------------------------------------

  lay(node: NodeId, kind: AfflictionKind, amount: number, hold: Hold): void {
    const slot = this.ground.slot(node);
    // There is no process to stand still where it is down.
    if (kind === 'paused' && !slot.isUp) return;
    slot.afflictions.lay(kind, amount, hold);
    this.takeEffect(slot, kind);
  }

  lift(node: NodeId, kind: AfflictionKind, hold: Hold): void {
    const slot = this.ground.slot(node);
    slot.afflictions.lift(kind, hold);
    this.takeEffect(slot, kind);
  }

  /** What lies on a node has changed. */
  private takeEffect(slot: NodeSlot, kind: AfflictionKind): void {
    const { afflictions } = slot;
    switch (kind) {
      case 'down':
        if (!slot.isUp && !afflictions.has('down')) this.life.boot(slot);
        break;
      case 'paused':
        this.standOrGo(slot, afflictions.has('paused'));
        break;
      case 'lag':
        slot.lag = afflictions.sum('lag');
        break;
      case 'hungDisk':
        if (!afflictions.has('hungDisk')) this.storage.goOn(slot);
        break;
      case 'clockRate':
        slot.clock.drift(this.ground.now, afflictions.latest('clockRate') ?? perfectRate);
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
    this.ground.recorder?.node(this.ground.now, slot.id, paused ? 'paused' : 'resumed', slot.inbox.length);
    if (!paused) this.life.catchUp(slot);
  }

  // ---- Devices ----------------------------------------------------------------------------------------------------------

  failSyncs(node: NodeId, count: number): void {
    this.ground.slot(node).disk.failures += count;
  }

  rot(node: NodeId, fromNewest: number): void {
    const slot = this.ground.slot(node);
    if (!slot.disk.rot(fromNewest)) return;
    slot.damaged = true;
    this.ground.counters.recordsRotted++;
  }

  jump(node: NodeId, by: number): void {
    this.ground.slot(node).clock.jump(by);
  }

  // ---- The end of it ----------------------------------------------------------------------------------------------------

  /** These nodes and the links between them work from now on. No fault begins any more; those under way elsewhere go on. */
  heal(nodes: readonly NodeId[]): void {
    const { ground, life } = this;
    const healed = new Set([...(ground.healed ?? []), ...nodes]);
    ground.healed = healed;
    ground.triggers.close();
    const held = ground.network.heal(healed);
    for (const node of nodes) this.repair(ground.slot(node));
    for (const packet of held) life.meet(packet);
  }

  private repair(slot: NodeSlot): void {
    slot.afflictions.clearAll();
    slot.lag = 0;
    this.takeEffect(slot, 'clockRate');
    this.storage.repair(slot);
    this.standOrGo(slot, false);
    this.takeEffect(slot, 'down');
    this.life.catchUp(slot);
  }
}
