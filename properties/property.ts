/**
 * What must be true of a run. A property is data and functions without memory, but for `tracked`, which begins a new memory
 * in each run.
 */
import type { Milestone, Vocabulary } from '../sim/core/protocol.ts';
import type { Observed, Role } from '../sim/world/recorder.ts';
import type { CallRecord, View } from '../sim/world/view.ts';
import type { Counters } from '../sim/world/counters.ts';
import type { Operation } from './history.ts';
import type { Model } from './linearizability/model.ts';

/** True: it holds. False, or a sentence that says what is wrong: it does not. */
export type Judgement = boolean | string;

/** Holds after each step of a node with this role: looks at the new state only. */
export interface Always {
  readonly kind: 'always';
  readonly name: string;
  readonly role: Role;
  judge(state: object, view: View): Judgement;
}

/** Holds across each step of a node with this role: looks at both sides of it, its event and its effects. Not at a start. */
export interface Across {
  readonly kind: 'across';
  readonly name: string;
  readonly role: Role;
  judge(step: Observed & { readonly before: object }, view: View): Judgement;
}

/** Holds over the whole run so far: remembers what it has seen, starts and restarts included. */
export interface Tracked {
  readonly kind: 'tracked';
  readonly name: string;
  begin(): Tracker;
}

/** The memory of a tracked property in one run: sees every step, starts and restarts included. */
export interface Tracker {
  judge(step: Observed, view: View): Judgement;
}

/** A situation that must be reached at least once in every campaign of `within` seeds: else the campaign proves nothing. */
export interface Sometimes {
  readonly kind: 'sometimes';
  readonly name: string;
  readonly within: number;
  holds(step: Observed, view: View): boolean;
}

/** Holds within the recovery bound after the heal. */
export interface Eventually {
  readonly kind: 'eventually';
  readonly name: string;
  holds(view: View): boolean;
}

/** The history of the calls is linearizable with respect to the model. */
export interface Linearizable {
  readonly kind: 'linearizable';
  readonly name: string;
  readonly model: Model<unknown, unknown, object>;
  /** `asItHappens`: the run stops at the first answer that no order explains. */
  readonly judged: 'asItHappens' | 'atTheEnd';
  /** The call as an operation of the model; null leaves it out. Also asked of calls that are not answered yet: the input is the same then. */
  operation(call: CallRecord): Operation<unknown, object> | null;
}

/** Holds at the end of a run: limits on what it took. */
export interface Afterwards {
  readonly kind: 'afterwards';
  readonly name: string;
  judge(end: RunEnd): Judgement;
}

/** What there is to see at the end of a run: the nodes, the calls, and what was counted. */
export interface RunEnd {
  readonly view: View;
  readonly calls: readonly CallRecord[];
  readonly counters: Counters;
}

/** Anything that a scenario may demand of its runs. */
export type Property = Always | Across | Tracked | Sometimes | Eventually | Linearizable | Afterwards;

/** A demand on the state of each node with this role, judged after each of its steps. */
export function always<State extends object>(name: string, role: Role, judge: (state: State, view: View) => Judgement): Always {
  return {
    kind: 'always',
    name,
    role,
    judge(state: State, view: View) {
      return judge(state, view);
    },
  };
}

/** A demand on each step of a node with this role: `before` and `after`, its event and its effects. A start is not judged. */
export function across<V extends Vocabulary>(
  name: string,
  role: Role,
  judge: (step: Observed<V> & { readonly before: V['state'] }, view: View) => Judgement,
): Across {
  return {
    kind: 'across',
    name,
    role,
    judge(step: Observed<V> & { readonly before: V['state'] }, view: View) {
      return judge(step, view);
    },
  };
}

/** A demand with a memory: `begin` is called once per run and returns what judges each step. */
export function tracked<V extends Vocabulary>(name: string, begin: () => (step: Observed<V>, view: View) => Judgement): Tracked {
  return {
    kind: 'tracked',
    name,
    begin() {
      const judge = begin();
      return {
        judge(step: Observed<V>, view: View) {
          return judge(step, view);
        },
      };
    },
  };
}

/** A demand on campaigns: among `within` seeds, `holds` is true of some step at least once. */
export function sometimes<V extends Vocabulary>(name: string, within: number, holds: (step: Observed<V>, view: View) => boolean): Sometimes {
  return {
    kind: 'sometimes',
    name,
    within,
    holds(step: Observed<V>, view: View) {
      return holds(step, view);
    },
  };
}

/** The same demands, of campaigns of at least so many seeds: for a scenario in which these situations are rarer than elsewhere. */
export const within = (seeds: number, situations: readonly Sometimes[]): readonly Sometimes[] => situations.map((situation) => (situation.within < seeds ? { ...situation, within: seeds } : situation));

/** A milestone of a protocol as a situation to be reached, at nodes that run this protocol's role. */
export function reaches<Name extends string>(milestones: Readonly<Record<Name, Milestone>>, name: NoInfer<Name>, role: Role, within: number): Sometimes {
  const milestone = milestones[name];
  return sometimes(name, within, ({ role: actor, before, event, after, effects }) => {
    if (actor !== role || before === null || event.kind === 'start') return false;
    return milestone.holds(before, event, after, effects);
  });
}

/** A demand on progress: `holds` becomes true within the scenario's recovery bound after the heal. */
export function eventually(name: string, holds: (view: View) => boolean): Eventually {
  return { kind: 'eventually', name, holds };
}

/** A demand on the end of a run, judged once: its final states, its calls, its counters. */
export function afterwards(name: string, judge: (end: RunEnd) => Judgement): Afterwards {
  return { kind: 'afterwards', name, judge };
}

/** Holds for the state of every server at the end of a run. */
export function finalState<State extends object>(name: string, judge: (state: State) => Judgement): Afterwards {
  const typed: { judge(state: object): Judgement } = {
    judge(state: State) {
      return judge(state);
    },
  };
  return afterwards(name, ({ view }) => {
    const states = view.servers.flatMap((server) => view.stateOf(server) ?? []);
    if (states.length === 0) return 'no server is up at the end';
    return states.map((state) => typed.judge(state)).find((judgement) => judgement !== true) ?? true;
  });
}

/** A demand on the answers of all calls: `operation` says what a call is to the model; null leaves it out. */
export function linearizable<State, Input, Output extends object>(
  model: Model<State, Input, Output>,
  operation: (call: CallRecord) => Operation<Input, Output> | null,
): Linearizable {
  return { kind: 'linearizable', name: `linearizable (${model.name})`, model, judged: 'asItHappens', operation };
}

/** The same demand, judged once the run is over: for stories that say themselves, on the way, what is wrong. */
export const judgedAtTheEnd = (property: Linearizable): Linearizable => ({ ...property, judged: 'atTheEnd' });
