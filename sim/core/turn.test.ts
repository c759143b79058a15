import { expect, test } from 'vitest';
import { Turn } from './turn.ts';

interface Words {
  readonly state: { readonly term: number; readonly votes: readonly number[] };
  readonly message: string;
  readonly timer: 'election';
  readonly record: number;
  readonly request: never;
  readonly result: string;
  readonly output: string;
}

const before: Words['state'] = Object.freeze({ term: 1, votes: Object.freeze([2]) });

test('a turn writes to its own copy of the state and leaves the one before as it was', () => {
  const turn = new Turn<Words>(before);
  turn.state.term = 2;
  const { state } = turn.end();
  expect(state).toEqual({ term: 2, votes: [2] });
  expect(before).toEqual({ term: 1, votes: [2] });
  expect(state.votes).toBe(before.votes);
});

test('a turn without effects ends with an equal state and none', () => {
  expect(new Turn<Words>(before).end()).toEqual({ state: before, effects: [] });
});

test('effects keep the order in which they were asked for', () => {
  const turn = new Turn<Words>(before);
  turn.write(7);
  turn.write(8, 1);
  turn.rewrite([7, 8]);
  turn.send(1, 'vote');
  turn.sendEarly(2, 'ask');
  turn.reply(5, 'ok');
  turn.replyEarly(6, 'no');
  turn.setTimer('election', 150);
  turn.setTimer('election', 150, 300);
  turn.cancelTimer('election');
  turn.emit('elected');
  expect(turn.end().effects).toEqual([
    { kind: 'write', record: 7, tag: null },
    { kind: 'write', record: 8, tag: 1 },
    { kind: 'rewrite', records: [7, 8], tag: null },
    { kind: 'send', to: 1, message: 'vote', early: false },
    { kind: 'send', to: 2, message: 'ask', early: true },
    { kind: 'reply', id: 5, result: 'ok', early: false },
    { kind: 'reply', id: 6, result: 'no', early: true },
    { kind: 'setTimer', timer: 'election', min: 150, max: 150 },
    { kind: 'setTimer', timer: 'election', min: 150, max: 300 },
    { kind: 'cancelTimer', timer: 'election' },
    { kind: 'emit', output: 'elected' },
  ]);
});
