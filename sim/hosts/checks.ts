/** Checks of a node's purity that are too dear for every run: made on a sample of seeds, and whenever one is replayed. */
import { deepFreeze, findDifference, findNonCanonical } from '../core/canonical.ts';
import { fingerprint } from '../core/fingerprint.ts';
import type { Choose, Event, NodeId, Protocol, Step, Vocabulary } from '../core/protocol.ts';
import type { StepGuard } from '../world/world.ts';

/** A node is not a pure function of state, event and choices. */
export class NondeterminismFound extends Error {
  override readonly name = 'NondeterminismFound';
  /** What kind of impurity it is. */
  readonly source: string;
  readonly node: NodeId;

  constructor(source: string, protocol: string, node: NodeId, step: number, event: string, detail: string) {
    super(`node ${node} (${protocol}), step ${step}, on ${event}: ${detail}`);
    this.source = source;
    this.node = node;
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
export function describeEvent(event: Event<Vocabulary>): string {
  return event.kind === 'timeout' ? `timeout ${event.timer}` : event.kind;
}

/**
 * Each step is computed twice, on frozen inputs. Both must give the same result, in canonical data, and leave the inputs as
 * they were.
 */
export const purityGuard: StepGuard = {
  step(protocol, state, event, choose, node, index) {
    const report = (source: string, detail: string): NondeterminismFound =>
      new NondeterminismFound(source, protocol.name, node, index, describeEvent(event), detail);
    deepFreeze(state);
    deepFreeze(event);
    const prints = [fingerprint(state), fingerprint(event)];
    const choices: number[] = [];
    const first = tryStep(protocol, state, event, recording(choose, choices), report);
    const second = tryStep(protocol, state, event, replaying(choices), report);
    if (fingerprint(state) !== prints[0]) throw report('a step leaves its input as it was', 'the state given to the step was changed in place');
    if (fingerprint(event) !== prints[1]) throw report('a step leaves its input as it was', 'the event given to the step was changed in place');
    const fault = findNonCanonical(first.state, 'state') ?? findNonCanonical(first.effects, 'effects');
    if (fault !== null) throw report('values are canonical', fault);
    const difference = findDifference(first.state, second.state, 'state') ?? findDifference(first.effects, second.effects, 'effects');
    if (difference !== null) throw report('the same step gives the same result', `computed twice, it differs at ${difference}`);
    return first;
  },
};

type Report = (source: string, detail: string) => NondeterminismFound;

function tryStep(protocol: Protocol, state: object, event: Event<Vocabulary>, choose: Choose, report: Report): Step<Vocabulary> {
  let step: unknown;
  try {
    step = protocol.step(state, event, choose);
  } catch (error) {
    if (error instanceof TypeError && /read.only|not extensible|Cannot (change|delete|add)/.test(error.message)) {
      throw report('a step leaves its input as it was', error.message);
    }
    throw error;
  }
  if (!isStep(step)) throw report('a step returns its result at once', `it returned ${describe(step)} instead of { state, effects }`);
  return step;
}

function isStep(value: unknown): value is Step<Vocabulary> {
  if (typeof value !== 'object' || value === null) return false;
  return 'state' in value && typeof value.state === 'object' && value.state !== null && 'effects' in value && Array.isArray(value.effects);
}

const describe = (value: unknown): string => (value instanceof Promise ? 'a promise' : typeof value);

function recording(choose: Choose, choices: number[]): Choose {
  return (n) => {
    const choice = choose(n);
    choices.push(choice);
    return choice;
  };
}

function replaying(choices: readonly number[]): Choose {
  let next = 0;
  return () => choices[next++] ?? 0;
}
