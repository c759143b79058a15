/** Checks of a node's purity that are too dear for every run: made on a sample of seeds, and whenever one is replayed. */
import { deepFreeze, findDifference, findNonCanonical } from '../core/canonical.ts';
import { counted } from '../core/counted.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { Choose, Effect, Event, NodeId, Protocol, Step, Stored, Vocabulary } from '../core/protocol.ts';
import type { StepGuard } from '../world/host.ts';
import type { Cause } from '../world/recorder.ts';
import { protectedTwinOf, twinOf } from './twin.ts';
import { findWriter } from './write-protection.ts';

/** One step of one node, for messages. */
export interface Scene {
  readonly node: NodeId;
  /** Name of the node's protocol, where it is known. */
  readonly protocol?: string;
  /** Number of the step in the run. */
  readonly step: number;
  /** What it reacts to (see `describeEvent`). */
  readonly event: string;
}

/** A node is not a pure function of state, event and choices. */
export class NondeterminismFound extends Error {
  override readonly name = 'NondeterminismFound';
  /** What kind of impurity it is: the name of the law that it breaks. */
  readonly source: string;
  readonly node: NodeId;

  /** `cause`: what the node threw; the lines of its stack say more than ours. */
  constructor(source: string, { node, protocol, step, event }: Scene, detail: string, cause: Error | null = null) {
    super(`node ${node}${protocol === undefined ? '' : ` (${protocol})`}, step ${step}, on ${event}: ${detail}`);
    this.source = source;
    this.node = node;
    if (cause?.stack !== undefined) this.stack = cause.stack;
  }
}

/** A node asked the machine it runs on for something: a date, a random number, a locale. */
export class AmbientSource extends Error {
  override readonly name = 'AmbientSource';
  /** What it asked for, e.g. `Date.now`. */
  readonly source: string;

  constructor(source: string) {
    super(`${source} is not part of a node's input`);
    this.source = source;
  }
}

/** Short name of an event: its kind and, for timers, which one. */
export function describeEvent(event: Cause): string {
  return event.kind === 'timeout' ? `timeout ${event.timer}` : event.kind;
}

/** The laws of a node, as they are named when one is broken. */
export const laws = {
  ambient: 'a step uses nothing ambient',
  inPlace: 'nothing given to a step or returned by it is changed in place',
  atOnce: 'a step returns its result at once',
  canonical: 'values are canonical',
  same: 'the same step gives the same result',
  values: 'a step sees only the values of its input',
} as const;

/** Is this what an engine says to those who write to what `deepFreeze` has frozen? */
export function isFrozenWrite(message: string): boolean {
  return /read only property|not extensible|Cannot (?:delete|redefine) property|Cannot change a Map or Set/.test(message);
}

/** The number of steps that a run has made, and the latest refusal of an ambient source: it may have been swallowed. */
export interface Surroundings {
  steps(): number;
  ambient(): AmbientSource | null;
}

/** A guard for one run; by itself, it hears of no ambient sources. */
export function purityGuard(surroundings: Surroundings = { steps: () => 0, ambient: () => null }): PurityGuard {
  return new PurityGuard(surroundings);
}

/** What a step is computed from, but for its choices. */
type Input = Readonly<Record<string, unknown>>;
type Compute<In extends Input> = (input: In, choose: Choose) => Step<Vocabulary>;

/**
 * Computes each step twice, on frozen inputs: the second time on an equal copy, in other objects whose fields stand in
 * another order. Both must give the same result at once, in canonical data, and leave the inputs and earlier results as
 * they were. One guard serves one run.
 */
export class PurityGuard implements StepGuard {
  private readonly surroundings: Surroundings;
  /** Fingerprints of the states and messages that steps have returned: bytes cannot be frozen. */
  private readonly seals = new WeakMap<object, number>();
  private readonly originals = new WeakMap<Protocol, Protocol>();

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  /** The same protocol, whose starts are guarded, too. */
  withStart(protocol: Protocol): Protocol {
    const start: Protocol['start'] = (self, nodes, disk) => this.start(protocol, self, nodes, disk);
    const guarded: Protocol = Object.create(protocol, { start: { value: start } });
    this.originals.set(guarded, protocol);
    return guarded;
  }

  step(given: Protocol, state: object, event: Event<Vocabulary>, choose: Choose, node: NodeId, index: number): Step<Vocabulary> {
    const protocol = this.originals.get(given) ?? given;
    const scene = { node, protocol: protocol.name, step: index, event: describeEvent(event) };
    return this.check(scene, { state, event }, (input, choose) => protocol.step(input.state, input.event, choose), choose);
  }

  private start(protocol: Protocol, self: NodeId, nodes: readonly NodeId[], disk: readonly Stored<unknown>[]): Step<Vocabulary> {
    const scene = { node: self, protocol: protocol.name, step: this.surroundings.steps() + 1, event: 'start' };
    return this.check(scene, { nodes: [...nodes], disk: [...disk] }, (input) => protocol.start(self, input.nodes, input.disk), noChoice);
  }

  private check<In extends Input>(scene: Scene, input: In, compute: Compute<In>, choose: Choose): Step<Vocabulary> {
    const copy = twinOf(input);
    deepFreeze(input);
    const choices: Choice[] = [];
    const first = this.attempt(scene, () => compute(input, recording(choose, choices)), () => changeOf(copy, compute, choices));
    this.checkUnchanged(scene, copy, input, () => findWriter(() => compute(protectedTwinOf(copy), new ReplayedChoices(choices).choose)));
    const fault = findNonCanonical(first.state, 'state') ?? findNonCanonical(first.effects, 'effects');
    if (fault !== null) throw new NondeterminismFound(laws.canonical, scene, fault);
    const sealed = this.seal(first);
    const second = this.again(scene, input, copy, compute, choices);
    deepFreeze(second);
    if (fingerprint(second.state) === sealed && fingerprint(first.effects) === fingerprint(second.effects)) return first;
    return this.blame(scene, first, second, input, compute, choices);
  }

  /** The second time, on the copy. */
  private again<In extends Input>(scene: Scene, input: In, copy: In, compute: Compute<In>, choices: readonly Choice[]): Step<Vocabulary> {
    deepFreeze(copy);
    const replayed = new ReplayedChoices(choices);
    try {
      const step = this.attempt(scene, () => compute(copy, replayed.choose), () => changeOf(twinOf(input), compute, choices));
      const other = replayed.difference;
      if (other !== null) throw new NondeterminismFound(laws.same, scene, `computed twice, ${other}`);
      return step;
    } catch (error) {
      if (error instanceof NondeterminismFound || !(error instanceof Error)) throw error;
      throw new NondeterminismFound(laws.same, scene, `computed twice, it throws the second time: ${error.name}: ${error.message}`, error);
    }
  }

  /** Says why two computations differ: a third one, on the very objects of the first, tells. */
  private blame<In extends Input>(scene: Scene, first: Step<Vocabulary>, second: Step<Vocabulary>, input: In, compute: Compute<In>, choices: readonly Choice[]): never {
    if (this.isBroken(first.state) || first.effects.flatMap(givenAway).some((given) => this.isBroken(given))) {
      throw new NondeterminismFound(laws.inPlace, scene, `it changes what it returned before in place: at ${differenceOf(first, second) ?? 'its state'}`);
    }
    const third = this.again(scene, input, input, compute, choices);
    const where = differenceOf(first, third);
    if (where !== null) throw new NondeterminismFound(laws.same, scene, `computed twice, it differs at ${where}`);
    const detail = `on an equal input (other objects, other order of fields) it differs at ${differenceOf(first, second) ?? 'nothing that lasts'}`;
    throw new NondeterminismFound(laws.values, scene, detail);
  }

  /** Computes once. `change` finds what an attempt on the same input changes in it. */
  private attempt(scene: Scene, compute: () => unknown, change: () => string | null): Step<Vocabulary> {
    const before = this.surroundings.ambient();
    let step: unknown;
    try {
      step = compute();
    } catch (error) {
      if (error instanceof AmbientSource) throw new NondeterminismFound(laws.ambient, scene, error.message, error);
      if (!(error instanceof Error)) throw new TypeError(`the step threw ${describeThrown(error)}, which is no Error`, { cause: error });
      if (!(error instanceof TypeError && isFrozenWrite(error.message))) throw error;
      throw new NondeterminismFound(laws.inPlace, scene, `it changes ${change() ?? 'what it was given or gave away before'} in place: ${error.message}`, error);
    }
    const swallowed = this.surroundings.ambient();
    if (swallowed !== null && swallowed !== before) throw new NondeterminismFound(laws.ambient, scene, `${swallowed.message}, and the refusal was caught`, swallowed);
    if (step instanceof Promise) ignore(step);
    if (!isStep(step)) throw new NondeterminismFound(laws.atOnce, scene, `it returned ${describe(step)} instead of { state, effects }`);
    return step;
  }

  /** Freezes what a step returned and remembers it. Answers the fingerprint of the state. */
  private seal({ state, effects }: Step<Vocabulary>): number {
    deepFreeze(state);
    deepFreeze(effects);
    const print = fingerprint(state);
    this.seals.set(state, print);
    for (const given of effects.flatMap(givenAway)) if (isObject(given)) this.seals.set(given, fingerprint(given));
    return print;
  }

  /** Freezing does not hold bytes, nor those who write past it. `writer` finds the line that does. */
  private checkUnchanged(scene: Scene, copy: Input, input: Input, writer: () => Error | null): void {
    const changed = Object.keys(input).find((part) => fingerprint(input[part]) !== (this.sealOf(input[part]) ?? fingerprint(copy[part])));
    if (changed !== undefined) {
      const where = findDifference(copy[changed], input[changed], changed);
      throw new NondeterminismFound(laws.inPlace, scene, where === null ? `its ${changed} has been changed since the step that returned it` : `it changes ${where} in place`, writer());
    }
    const broken = this.brokenSeal(input);
    if (broken !== null) throw new NondeterminismFound(laws.inPlace, scene, broken);
  }

  /** What the node, or another one, gave away and has changed since. */
  private brokenSeal({ event, disk }: Input): string | null {
    if (isObject(event) && 'message' in event && 'from' in event && this.isBroken(event.message)) return `the message of node ${String(event.from)} has been changed since it was sent`;
    const records: readonly unknown[] = Array.isArray(disk) ? disk : [];
    const index = records.findIndex((stored) => isObject(stored) && 'record' in stored && this.isBroken(stored.record));
    return index === -1 ? null : `record ${index} on its disk has been changed since it was written`;
  }

  private isBroken(value: unknown): boolean {
    const seal = this.sealOf(value);
    return seal !== undefined && seal !== fingerprint(value);
  }

  private sealOf(value: unknown): number | undefined {
    return isObject(value) ? this.seals.get(value) : undefined;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** The values that others will see again. */
function givenAway(effect: Effect<Vocabulary>): readonly unknown[] {
  if (effect.kind === 'send') return [effect.message];
  if (effect.kind === 'write') return [effect.record];
  return effect.kind === 'rewrite' ? effect.records : [];
}

const noChoice: Choose = () => 0;

const pathOf = (path: string | null): string => (path ?? 'its input').replace(/^\./, '');

const differenceOf = (left: Step<Vocabulary>, right: Step<Vocabulary>): string | null =>
  findDifference(left.state, right.state, 'state') ?? findDifference(left.effects, right.effects, 'effects');

/** Where a step writes into its input, found on a copy that is not frozen. Null: nowhere. */
function changeOf<In extends Input>(input: In, compute: Compute<In>, choices: readonly Choice[]): string | null {
  const thawed = twinOf(input);
  try {
    compute(thawed, new ReplayedChoices(choices).choose);
  } catch {
    // It may have gone astray for many reasons: what it has changed until then counts.
  }
  const change = findDifference(input, thawed, '');
  return change === null ? null : pathOf(change);
}

/** Taken before anybody can poison it. */
const then: (onDone: null, onFailed: () => null) => unknown = Reflect.get(Promise.prototype, 'then');

/** Nobody waits for it: should it fail, it has been reported already. */
const ignore = (promise: Promise<unknown>): unknown => Reflect.apply(then, promise, [null, () => null]);

function isStep(value: unknown): value is { readonly state: object; readonly effects: readonly Effect<Vocabulary>[] } {
  return isObject(value) && 'state' in value && isObject(value.state) && 'effects' in value && Array.isArray(value.effects);
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise';
  if (!isObject(value)) return String(value);
  return `an object with ${Object.keys(value).join(', ') || 'no fields'}`;
}

const describeThrown = (thrown: unknown): string => (typeof thrown === 'string' ? JSON.stringify(thrown) : describe(thrown));

// ---- Choices ------------------------------------------------------------------------------------------------------------

interface Choice {
  readonly of: number;
  readonly made: number;
}

function recording(choose: Choose, choices: Choice[]): Choose {
  return (n) => {
    const made = choose(n);
    choices.push({ of: n, made });
    return made;
  };
}

/** Gives the choices of the first time again, and compares what is asked. */
class ReplayedChoices {
  private readonly choices: readonly Choice[];
  private next = 0;
  private found: string | null = null;

  constructor(choices: readonly Choice[]) {
    this.choices = choices;
  }

  readonly choose: Choose = (n) => {
    const choice = this.choices[this.next++];
    if (choice !== undefined && choice.of !== n) this.found ??= `its choice ${this.next} is choose(${choice.of}) and then choose(${n})`;
    return choice === undefined ? 0 : Math.min(choice.made, n - 1);
  };

  /** How the choices asked for differ from those of the first time. */
  get difference(): string | null {
    if (this.found !== null || this.next === this.choices.length) return this.found;
    return `it makes ${counted(this.choices.length, 'choice')} and then ${this.next}`;
  }
}
