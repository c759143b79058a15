/**
 * The floor: the same work as `load.ts` in one mutable loop, written by hand for this one purpose. Objects are changed in
 * place, there are no effects, no copies, no keyed draws, no fault machinery. Its rolling hash covers what the engine's covers:
 * who reacts when, and all that is in a message.
 */
import { cpuMilliseconds, type Measured } from './load.ts';

interface Message {
  readonly kind: 'get' | 'put' | 'getReply' | 'putReply';
  readonly from: number;
  readonly request: number;
  readonly attempt: number;
  readonly key: string;
  readonly value: string;
  readonly version: number;
}

interface Entry {
  readonly time: number;
  readonly order: number;
  readonly to: number;
  /** Null: the retry timer. */
  readonly message: Message | null;
  readonly timer: number;
}

interface Clerk {
  request: number;
  attempt: number;
  version: number;
  timer: number;
  open: Message | null;
}

class Floor {
  steps = 0;
  private now = 0;
  private order = 0;
  private random = 12_345;
  private hash = 0;
  private readonly heap: Entry[] = [];
  private readonly values = new Map<string, { value: string; version: number }>();
  private readonly heard = new Map<number, { request: number; attempt: number }>();
  private readonly clerks: Clerk[];
  private calls = 0;

  constructor(nodes: number) {
    this.clerks = Array.from({ length: nodes }, () => ({ request: 0, attempt: 0, version: 0, timer: 0, open: null }));
    for (let node = 1; node < nodes; node++) this.ask(node);
  }

  run(steps: number): void {
    while (this.steps < steps) {
      const entry = this.pop();
      if (entry === undefined) return;
      this.now = entry.time;
      if (entry.message === null) this.retry(entry);
      else if (entry.to === 0) this.serve(entry.message);
      else this.answer(entry.to, entry.message);
    }
  }

  private ask(node: number): void {
    this.count(node, 0);
    const clerk = this.clerks[node];
    if (clerk === undefined) return;
    clerk.request++;
    clerk.attempt = 1;
    const kind = this.calls++ % 2 === 0 ? 'put' : 'get';
    clerk.open = { kind, from: node, request: clerk.request, attempt: 1, key: `k${node}`, value: 'v', version: clerk.version };
    this.transmit(node, clerk);
  }

  private transmit(node: number, clerk: Clerk): void {
    if (clerk.open !== null) this.send(0, clerk.open);
    this.push({ time: this.now + 100_000, order: this.order++, to: node, message: null, timer: ++clerk.timer });
  }

  private retry({ to, timer }: Entry): void {
    const clerk = this.clerks[to];
    if (clerk === undefined || clerk.timer !== timer || clerk.open === null) return;
    this.count(to, 1);
    clerk.open = { ...clerk.open, attempt: ++clerk.attempt };
    this.transmit(to, clerk);
  }

  private serve(message: Message): void {
    this.count(0, message.version);
    const stored = this.values.get(message.key);
    if (message.kind === 'get') {
      this.send(message.from, { ...message, kind: 'getReply', from: 0, value: stored?.value ?? '', version: stored?.version ?? 0 });
      return;
    }
    const heard = this.heard.get(message.from);
    if (heard !== undefined && (message.request < heard.request || (message.request === heard.request && message.attempt <= heard.attempt))) return;
    if (stored === undefined) this.values.set(message.key, { value: message.value, version: 1 });
    else {
      stored.value = message.value;
      stored.version++;
    }
    this.heard.set(message.from, { request: message.request, attempt: message.attempt });
    this.send(message.from, { ...message, kind: 'putReply', from: 0 });
  }

  private answer(node: number, message: Message): void {
    this.count(node, message.version);
    const clerk = this.clerks[node];
    if (clerk === undefined || clerk.open === null || message.request !== clerk.request) return;
    if (message.kind === 'putReply') clerk.version++;
    clerk.open = null;
    clerk.timer++;
    this.ask(node);
  }

  private send(to: number, message: Message): void {
    this.random = (Math.imul(this.random, 1_103_515_245) + 12_345) & 0x7fffffff;
    this.hashMessage(to, message);
    this.push({ time: this.now + 100 + (this.random % 900), order: this.order++, to, message, timer: 0 });
  }

  private hashMessage(to: number, { kind, from, request, attempt, key, value, version }: Message): void {
    this.absorb(to);
    this.absorb(from);
    this.absorb(request);
    this.absorb(attempt);
    this.absorb(version);
    this.absorbText(kind);
    this.absorbText(key);
    this.absorbText(value);
  }

  private absorbText(text: string): void {
    for (let i = 0; i < text.length; i++) this.absorb(text.charCodeAt(i));
  }

  private absorb(word: number): void {
    this.hash = Math.imul(this.hash ^ word, 0x01000193);
  }

  private count(node: number, word: number): void {
    this.steps++;
    this.absorb(node);
    this.absorb(word);
    this.absorb(this.now);
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let hole = heap.push(entry) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      heap[hole] = above;
      hole = parent;
    }
    heap[hole] = entry;
  }

  private pop(): Entry | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      const left = heap[child];
      const right = heap[child + 1];
      if (left === undefined) break;
      let next = left;
      if (right !== undefined && isBefore(right, left)) {
        child++;
        next = right;
      }
      if (isBefore(last, next)) break;
      heap[hole] = next;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/** Runs so many steps of the floor with so many nodes. */
export function runFloor(nodes: number, steps: number): Measured {
  const floor = new Floor(nodes);
  const begin = process.cpuUsage();
  floor.run(steps);
  return { steps: floor.steps, milliseconds: cpuMilliseconds(begin) };
}
