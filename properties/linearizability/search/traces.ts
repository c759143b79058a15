import type { OptionalKind, Problem } from './problem.ts';

/** Where answers say more than this, in characters, nobody looks for traces. */
const most = 1 << 16;

/**
 * The unanswered operations that have left a trace: some text of theirs, what they wrote or appended, stands in an answer. This is a guess, and a
 * guess is enough for a first try: an order without the others is an order of the history, for an unanswered operation may never have happened.
 */
export function traced<State, Input, Output>({ optional, transitions, kind }: Problem<State, Input, Output>): readonly OptionalKind[] {
  const answers: string[] = [];
  let characters = 0;
  for (const answered of new Set(kind)) {
    for (const text of textsIn(transitions.operation(answered).output)) {
      answers.push(text);
      characters += text.length;
    }
    if (characters > most) return optional;
  }
  const said = answers.join('\n');
  return optional.filter((one) => [...textsIn(transitions.operation(one.kind).input)].some((text) => text !== '' && said.includes(text)));
}

function* textsIn(value: unknown): Generator<string, void, undefined> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* textsIn(part);
}
