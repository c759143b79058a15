/**
 * Edits of a protocol that change nothing of what it does, as programmers make them every day: capsules must survive them. Each is made
 * on the protocol as a value, so that it applies to all of them.
 */
import type { Effect, Event, NodeId, Protocol, Send, Step, Vocabulary } from '../../sim/core/protocol.ts';
import { mutate, type Mutant } from '../../sim/core/mutant.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

type AnyEffect = Effect<Vocabulary>;
type AnyEvent = Event<Vocabulary>;
type AnyStep = Step<Vocabulary>;

/** One edit, by what a commit message would call it. */
export interface Edit {
  readonly name: string;
  readonly edit: (protocol: Protocol) => Protocol;
}

/** What an edit does to the steps of a node; what is left out stays. */
interface Change {
  /** To the result of each start and each step. */
  readonly result?: (step: AnyStep, scene: Scene) => AnyStep;
  /** Instead of handing the event to the protocol; null: hand it over. */
  readonly instead?: (state: object, event: AnyEvent) => AnyStep | null;
}

interface Scene {
  /** Null at the start. */
  readonly event: AnyEvent | null;
  readonly choose: (n: number) => number;
}

function changed(protocol: Protocol, { result = (step) => step, instead = () => null }: Change): Protocol {
  const start: Protocol['start'] = (self, nodes, disk) => result(protocol.start(self, nodes, disk), { event: null, choose: () => 0 });
  const step: Protocol['step'] = (state, event, choose) => instead(state, event) ?? result(protocol.step(state, event, choose), { event, choose });
  const edited: Protocol = Object.create(protocol, { start: { value: start }, step: { value: step } });
  return edited;
}

const ofEffects =
  (change: (effects: readonly AnyEffect[], scene: Scene) => readonly AnyEffect[]): ((protocol: Protocol) => Protocol) =>
  (protocol) =>
    changed(protocol, { result: ({ state, effects }, scene) => ({ state, effects: change(effects, scene) }) });

const ofState =
  (change: (state: object) => object): ((protocol: Protocol) => Protocol) =>
  (protocol) =>
    changed(protocol, { result: ({ state, effects }) => ({ state: change(state), effects }) });

const ofMessages = (change: (message: object) => object): ((protocol: Protocol) => Protocol) =>
  ofEffects((effects) => effects.map((effect) => (effect.kind === 'send' && isRecord(effect.message) ? { ...effect, message: change(effect.message) } : effect)));

const ofRecords = (change: (record: object) => object): ((protocol: Protocol) => Protocol) =>
  ofEffects((effects) => effects.map((effect) => (effect.kind === 'write' && isRecord(effect.record) ? { ...effect, record: change(effect.record) } : effect)));

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const reversed = (value: object): object => Object.fromEntries(Object.entries(value).toReversed());

function counting(state: object): object {
  return { ...state, stepsMade: ('stepsMade' in state && typeof state.stepsMade === 'number' ? state.stepsMade : 0) + 1 };
}

const isTimer = ({ kind }: AnyEffect): boolean => kind === 'setTimer' || kind === 'cancelTimer';
const timersFirst = (effects: readonly AnyEffect[]): readonly AnyEffect[] => [...effects.filter(isTimer), ...effects.filter((effect) => !isTimer(effect))];
const timersLast = (effects: readonly AnyEffect[]): readonly AnyEffect[] => [...effects.filter((effect) => !isTimer(effect)), ...effects.filter(isTimer)];

const never = { kind: 'setTimer', timer: 'never', min: 3_600_000_000, max: 3_600_000_000 } as const;
const idle = { kind: 'setTimer', timer: 'idle', min: 40_000, max: 40_000 } as const;

function withIdleTimer(protocol: Protocol): Protocol {
  return changed(protocol, {
    instead: (state, event) => (event.kind === 'timeout' && event.timer === idle.timer ? { state, effects: [idle] } : null),
    result: ({ state, effects }, { event }) => ({ state, effects: event === null ? [...effects, idle] : effects }),
  });
}

/** Consecutive sends may go in another order, as long as those to one node do not. */
function otherWayRound(effects: readonly AnyEffect[]): readonly AnyEffect[] {
  const result: AnyEffect[] = [];
  let sends: Send<Vocabulary>[] = [];
  const flush = (): void => {
    const nodes = [...new Set(sends.map(({ to }) => to))].toReversed();
    result.push(...nodes.flatMap((node) => sends.filter(({ to }) => to === node)));
    sends = [];
  };
  for (const effect of effects) {
    if (effect.kind === 'send') sends.push(effect);
    else {
      flush();
      result.push(effect);
    }
  }
  flush();
  return result;
}

/** An answer to the user passes the messages that stand right before it. */
function repliesFirst(effects: readonly AnyEffect[]): readonly AnyEffect[] {
  const result: AnyEffect[] = [];
  for (const effect of effects) {
    const at = effect.kind === 'reply' ? result.findLastIndex(({ kind }) => kind !== 'send') + 1 : result.length;
    result.splice(at, 0, effect);
  }
  return result;
}

const nothing = { kind: 'nothing' } as const;
const emission: AnyEffect = { kind: 'emit', output: nothing };
const isNothing = (message: unknown): boolean => isRecord(message) && 'kind' in message && message.kind === nothing.kind;

/** To whomever a timeout makes the node speak anyway. */
function withNothingSaid(protocol: Protocol, place: (effects: readonly AnyEffect[], said: readonly AnyEffect[]) => readonly AnyEffect[]): Protocol {
  const listeners = (effects: readonly AnyEffect[]): readonly NodeId[] => [...new Set(effects.flatMap((effect) => (effect.kind === 'send' ? [effect.to] : [])))];
  return changed(protocol, {
    instead: (state, event) => (event.kind === 'message' && isNothing(event.message) ? { state, effects: [] } : null),
    result: ({ state, effects }, { event }) => {
      const said = event?.kind === 'timeout' ? listeners(effects).map((to): AnyEffect => ({ kind: 'send', to, message: nothing, early: false })) : [];
      return { state, effects: place(effects, said) };
    },
  });
}

/** Messages wait in the state for a timer that goes off at once: what was one step is two. */
function inTwoSteps(protocol: Protocol): Protocol {
  const waiting = new WeakMap<object, readonly AnyEvent[]>();
  const keep = ({ state, effects }: AnyStep, left: readonly AnyEvent[]): AnyStep => {
    const next = { ...state };
    waiting.set(next, left);
    return { state: next, effects };
  };
  const step: Protocol['step'] = (state, event, choose) => {
    const queue = waiting.get(state) ?? [];
    if (event.kind === 'message') return keep({ state, effects: [{ kind: 'setTimer', timer: 'handle', min: 0, max: 0 }] }, [...queue, event]);
    if (event.kind !== 'timeout' || event.timer !== 'handle') return keep(protocol.step(state, event, choose), queue);
    const made = queue.reduce<AnyStep>(
      (before, message) => {
        const after = protocol.step(before.state, message, choose);
        return { state: after.state, effects: [...before.effects, ...after.effects] };
      },
      { state, effects: [] },
    );
    return keep(made, []);
  };
  const edited: Protocol = Object.create(protocol, { step: { value: step } });
  return edited;
}

function withTimersRenamed(protocol: Protocol): Protocol {
  const suffix = 'Timer';
  const rename = (effect: AnyEffect): AnyEffect => (effect.kind === 'setTimer' || effect.kind === 'cancelTimer' ? { ...effect, timer: `${effect.timer}${suffix}` } : effect);
  const renamed = changed(protocol, { result: ({ state, effects }) => ({ state, effects: effects.map(rename) }) });
  const former = (event: AnyEvent): AnyEvent => (event.kind === 'timeout' ? { ...event, timer: event.timer.slice(0, -suffix.length) } : event);
  const step: Protocol['step'] = (state, event, choose) => renamed.step(state, former(event), choose);
  const edited: Protocol = Object.create(renamed, { step: { value: step } });
  return edited;
}

function withMilestone(protocol: Protocol): Protocol {
  const edited: Protocol = Object.create(protocol, { milestones: { value: { ...protocol.milestones, somethingHappened: { holds: () => true } } } });
  return edited;
}

/** Behaviour stays; what the engine sees of it changes not at all, a little, or much. */
export const edits: readonly Edit[] = [
  { name: 'functions are renamed', edit: (protocol) => changed(protocol, {}) },
  { name: 'the state has a field more, which nobody reads', edit: ofState((state) => ({ ...state, comment: 'unused' })) },
  { name: 'the state counts its steps', edit: ofState(counting) },
  { name: 'the fields of the state have another order', edit: ofState(reversed) },
  { name: 'the state is copied at each step', edit: ofState((state) => ({ ...state })) },
  { name: 'messages have a field more, always the same', edit: ofMessages((message) => ({ ...message, schema: 2 })) },
  { name: 'the fields of messages have another order', edit: ofMessages(reversed) },
  { name: 'records have a field more, always the same', edit: ofRecords((record) => ({ ...record, schema: 2 })) },
  { name: 'the fields of records have another order', edit: ofRecords(reversed) },
  { name: 'timers are set before anything else is done', edit: ofEffects(timersFirst) },
  { name: 'timers are set after everything else is done', edit: ofEffects(timersLast) },
  { name: 'timers are set twice', edit: ofEffects((effects) => effects.flatMap((effect): readonly AnyEffect[] => (effect.kind === 'setTimer' ? [effect, effect] : [effect]))) },
  { name: 'a timer is set that never goes off', edit: ofEffects((effects) => [never, ...effects]) },
  { name: 'a timer is cancelled that was never set', edit: ofEffects((effects) => [{ kind: 'cancelTimer', timer: never.timer }, ...effects]) },
  { name: 'a timer goes off that does nothing', edit: withIdleTimer },
  { name: 'all timers have other names', edit: withTimersRenamed },
  { name: 'messages go to the last node first', edit: ofEffects(otherWayRound) },
  { name: 'an answer to the user leaves before messages do', edit: ofEffects(repliesFirst) },
  { name: 'something is emitted that nobody hears, at the beginning', edit: ofEffects((effects) => [emission, ...effects]) },
  { name: 'something is emitted that nobody hears, at the end', edit: ofEffects((effects) => [...effects, emission]) },
  { name: 'a message is sent that says nothing, behind the others', edit: (protocol) => withNothingSaid(protocol, (effects, said) => [...effects, ...said]) },
  { name: 'a message is sent that says nothing, before the others', edit: (protocol) => withNothingSaid(protocol, (effects, said) => [...said, ...effects]) },
  { name: 'a random number is drawn that nobody uses', edit: ofEffects((effects, { choose }) => (choose(2) < 2 ? effects : [])) },
  { name: 'there is a milestone more', edit: withMilestone },
  { name: 'messages are handled in two steps', edit: inTwoSteps },
];

/** The scenario with the bug planted in its protocols, and the edit made on top. */
export function editedScenario(scenario: Scenario, mutant: Mutant | null, { edit }: Edit): Scenario {
  const prepared = (protocol: Protocol): Protocol => edit(mutant === null ? protocol : mutate(protocol, mutant));
  return { ...scenario, servers: (knobs) => scenario.servers(knobs).map(prepared), clients: (knobs) => scenario.clients(knobs).map(prepared) };
}
