/** Each mutant has a schedule, played by hand, in which it does what its title says and the correct code does not. */
import { describe, expect, test } from 'vitest';
import { milliseconds, mutate } from '../../../sim/core/index.ts';
import type { Protocol } from '../../../sim/core/index.ts';
import { versionedServer } from '../../kv/index.ts';
import { Hand } from '../../testing/hand.ts';
import type { Letter } from '../../testing/hand.ts';
import { fencedResource, leaseClient, lockClient, lockMutants } from '../index.ts';

type Plant = (protocol: Protocol) => Protocol;

interface Schedule {
  readonly id: string;
  /** Plays it with the protocols that `plant` gives back, and tells what can be seen. */
  play(plant: Plant): unknown;
  readonly right: unknown;
  readonly wrong: unknown;
}

const acquire = { kind: 'acquire', lock: 'l' };
const release = { kind: 'release', lock: 'l' };
const acquired = { kind: 'acquired' };

/** A versioned server, a resource, and clients that talk to both. */
class Town {
  readonly server: Hand = new Hand(versionedServer(), 0);
  readonly resource: Hand;
  readonly clients: readonly Hand[];

  constructor(clients: readonly Protocol[], resource: Protocol = fencedResource()) {
    this.resource = new Hand(resource, 1);
    // Only a lease client has a resource behind its server.
    this.clients = clients.map((client, i) => new Hand(client, i + 2, client.name === 'leaseClient' ? [0, 1] : [0]));
    this.at(0);
  }

  client(i: number): Hand {
    const client = this.clients[i];
    if (client === undefined) throw new RangeError(`there is no client ${i}`);
    return client;
  }

  /** Sets all clocks, in milliseconds. */
  at(monotonic: number, wall: number = monotonic): void {
    for (const client of this.clients) client.clock = { monotonic: milliseconds(monotonic), wall: milliseconds(wall) };
  }

  /** The request's result, nothing being lost; undefined while the client waits. */
  ask(i: number, request: unknown): unknown {
    const before = this.client(i).replies.length;
    this.client(i).request(before, request);
    this.settle(i);
    return this.client(i).replies[before]?.result;
  }

  fire(i: number, timer: string): unknown {
    this.client(i).fire(timer);
    this.settle(i);
    return this.client(i).lastResult;
  }

  /** Delivers what the client says and what it is answered, until it is quiet. */
  settle(i: number): void {
    for (let letters = this.client(i).take(); letters.length > 0; letters = this.client(i).take()) {
      for (const letter of letters) this.answer(i, letter);
    }
  }

  answer(i: number, letter: Letter): void {
    for (const { from, message } of this.serve(letter)) this.client(i).receive(from, message);
  }

  serve({ from, to, message }: Letter): readonly Letter[] {
    const server = to === 0 ? this.server : this.resource;
    return server.receive(from, message).sync().take();
  }

  /** The only letter that the client has written. */
  letter(i: number): Letter {
    const [letter] = this.client(i).take();
    if (letter === undefined) throw new Error(`client ${i} has said nothing`);
    return letter;
  }

  /** The client asks, looks, and its put is executed; the answer is lost. Leaves its second sending to the test. */
  loseAnswerToPut(i: number, request: unknown): void {
    this.client(i).request(99, request);
    this.answer(i, this.letter(i));
    this.serve(this.letter(i));
    this.client(i).fire('retry');
  }
}

const lockTown = (plant: Plant): Town => new Town([0, 1, 2].map(() => plant(lockClient())));

/** Leases of 100 ms; clocks do not drift. */
const leaseTown = (plant: Plant): Town => new Town([0, 1].map(() => plant(leaseClient({ duration: milliseconds(100), drift: 0 }))), plant(fencedResource()));

const lockSchedules: readonly Schedule[] = [
  {
    id: 'LOCK-09',
    play(plant) {
      const town = lockTown(plant);
      town.client(0).request(0, acquire);
      town.answer(0, town.letter(0));
      town.letter(0);
      const other = town.ask(1, acquire);
      town.client(0).fire('retry');
      town.settle(0);
      return [other, town.client(0).lastResult];
    },
    right: [acquired, undefined],
    wrong: [acquired, acquired],
  },
  {
    id: 'LOCK-10',
    play(plant) {
      const town = lockTown(plant);
      town.ask(0, acquire);
      town.loseAnswerToPut(0, release);
      const successor = town.ask(1, acquire);
      town.settle(0);
      return [successor, town.ask(2, acquire)];
    },
    right: [acquired, undefined],
    wrong: [acquired, acquired],
  },
  {
    id: 'LOCK-21',
    play(plant) {
      const town = lockTown(plant);
      town.ask(0, acquire);
      town.client(0).request(1, release);
      town.answer(0, town.letter(0));
      const late = town.letter(0);
      town.client(0).crash();
      const again = town.ask(0, acquire);
      town.serve(late);
      return [again, town.ask(1, acquire)];
    },
    right: [undefined, acquired],
    wrong: [acquired, acquired],
  },
  {
    id: 'LOCK-22',
    play(plant) {
      const town = lockTown(plant);
      town.client(0).request(0, acquire);
      town.answer(0, town.letter(0));
      const other = town.ask(1, acquire);
      town.settle(0);
      return [other, town.client(0).lastResult];
    },
    right: [acquired, undefined],
    wrong: [acquired, acquired],
  },
];

const lease = { kind: 'acquire' };
const write = (value: string) => ({ kind: 'write', value });
const granted = (token: number) => ({ kind: 'acquired', token });
const ok = { kind: 'write', outcome: 'ok' };

/** The first client acquires at 0 ms, the second takes over at `at` ms or waits: what the second was told. */
function takeOver(town: Town, at: number): unknown {
  town.ask(1, lease);
  town.at(at);
  return town.fire(1, 'poll');
}

const leaseSchedules: readonly Schedule[] = [
  {
    id: 'LOCK-01',
    play(plant) {
      const town = leaseTown(plant);
      town.client(0).request(0, lease);
      town.answer(0, town.letter(0));
      const granting = town.serve(town.letter(0));
      const other = takeOver(town, 100);
      for (const { from, message } of granting) town.client(0).receive(from, message);
      return [other, town.client(0).lastResult];
    },
    right: [granted(2), undefined],
    wrong: [granted(2), granted(1)],
  },
  {
    id: 'LOCK-05',
    play(plant) {
      const town = leaseTown(plant);
      town.client(0).request(0, lease);
      town.answer(0, town.letter(0));
      const granting = town.serve(town.letter(0));
      town.ask(1, lease);
      town.at(50);
      for (const { from, message } of granting) town.client(0).receive(from, message);
      town.at(100);
      return [town.fire(1, 'poll'), town.ask(0, write('by the first'))];
    },
    right: [granted(2), { kind: 'write', outcome: 'notHolding' }],
    wrong: [granted(2), ok],
  },
  {
    id: 'LOCK-08',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      town.ask(1, lease);
      town.client(1).clock = { monotonic: milliseconds(10), wall: milliseconds(5_000) };
      return [town.fire(1, 'poll'), town.ask(0, write('by the first'))];
    },
    right: [undefined, ok],
    wrong: [granted(2), ok],
  },
  {
    id: 'LOCK-13',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      town.ask(1, lease);
      town.at(90);
      const renewal = town.client(0).fire('renew').take();
      town.at(100);
      const other = town.fire(1, 'poll');
      for (const letter of renewal) town.answer(0, letter);
      town.settle(0);
      return [other, town.ask(0, write('by the first')), town.ask(1, write('by the second'))];
    },
    right: [granted(2), { kind: 'write', outcome: 'notHolding' }, ok],
    wrong: [granted(2), ok, ok],
  },
  {
    id: 'LOCK-15',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      town.client(0).crash();
      return takeOver(town, 10_000);
    },
    right: granted(2),
    wrong: undefined,
  },
  {
    id: 'LOCK-23',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      town.ask(1, lease);
      town.at(90);
      town.fire(0, 'renew');
      town.at(110);
      return [town.fire(1, 'poll'), town.ask(0, write('by the first'))];
    },
    right: [undefined, ok],
    wrong: [granted(3), ok],
  },
  {
    id: 'LOCK-03',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      const late = town.client(0).request(1, write('old')).take();
      takeOver(town, 100);
      town.ask(1, write('new'));
      for (const letter of late) town.answer(0, letter);
      return town.client(0).lastResult;
    },
    right: { kind: 'write', outcome: 'fenced' },
    wrong: ok,
  },
  {
    id: 'LOCK-04',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      const late = town.client(0).request(1, write('old')).take();
      takeOver(town, 100);
      town.ask(1, write('new'));
      town.resource.crash();
      for (const letter of late) town.answer(0, letter);
      return town.client(0).lastResult;
    },
    right: { kind: 'write', outcome: 'fenced' },
    wrong: ok,
  },
  {
    id: 'LOCK-24',
    play(plant) {
      const town = leaseTown(plant);
      town.ask(0, lease);
      const copy = town.client(0).request(1, write('first')).take();
      for (const letter of copy) town.answer(0, letter);
      town.ask(0, write('second'));
      return copy.flatMap((letter) => town.serve(letter)).length;
    },
    right: 0,
    wrong: 1,
  },
];

const schedules = [...lockSchedules, ...leaseSchedules];

describe('the mutants of locks, leases and fencing', () => {
  test.each(lockMutants)('$id: $title', (mutant) => {
    const schedule = schedules.find(({ id }) => id === mutant.id);
    expect(schedule?.play((protocol) => protocol)).toEqual(schedule?.right);
    expect(schedule?.play((protocol) => mutate(protocol, mutant))).toEqual(schedule?.wrong);
  });

  test('each has one schedule, and a name of its own', () => {
    expect(schedules.map(({ id }) => id).toSorted()).toEqual(lockMutants.map(({ id }) => id).toSorted());
    expect(new Set(lockMutants.map(({ id }) => id)).size).toBe(lockMutants.length);
  });
});
