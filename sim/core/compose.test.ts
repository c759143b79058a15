import { describe, expect, test } from 'vitest';
import { contain, Turn } from './index.ts';
import type { Effect, Step, Vocabulary } from './index.ts';

interface Inner extends Vocabulary {
  readonly state: { readonly count: number };
  readonly message: number;
  readonly timer: 'tick';
  readonly record: number;
  readonly request: never;
  readonly result: number;
  readonly output: number;
}

interface Owner extends Vocabulary {
  readonly state: { readonly inner: Inner['state'] };
  readonly message: { readonly inner: number };
  readonly timer: 'inner tick';
  readonly record: { readonly inner: number };
  readonly request: never;
  readonly result: string;
  readonly output: string;
}

/** Plays the inner effects; a reply makes the owner step the inner protocol again, an output makes it emit. */
function play(effects: readonly Effect<Inner>[]): Step<Owner> {
  const turn = new Turn<Owner>({ inner: { count: 0 } });
  const absorb = (step: Step<Inner>): void =>
    contain<Owner, Inner>(turn, step, {
      keep: (inner) => void (turn.state.inner = inner),
      message: (inner) => ({ inner }),
      timer: () => 'inner tick',
      record: (inner) => ({ inner }),
      reply: (id, result, early) => {
        turn.reply(id, `${early ? 'early, ' : ''}saw ${turn.state.inner.count}`);
        absorb({ state: { count: turn.state.inner.count + 1 }, effects: [{ kind: 'send', to: 9, message: result, early: false }] });
      },
      emit: (output) => turn.emit(`heard ${output}`),
    });
  absorb({ state: { count: 1 }, effects });
  return turn.end();
}

describe('an owner', () => {
  test('says all effects of a contained protocol in its own words, in their order', () => {
    const { effects } = play([
      { kind: 'write', record: 1, tag: 7 },
      { kind: 'send', to: 2, message: 3, early: true },
      { kind: 'rewrite', records: [4, 5], tag: null },
      { kind: 'send', to: 2, message: 6, early: false },
      { kind: 'setTimer', timer: 'tick', min: 1, max: 2 },
      { kind: 'cancelTimer', timer: 'tick' },
    ]);
    expect(effects).toEqual([
      { kind: 'write', record: { inner: 1 }, tag: 7 },
      { kind: 'send', to: 2, message: { inner: 3 }, early: true },
      { kind: 'rewrite', records: [{ inner: 4 }, { inner: 5 }], tag: null },
      { kind: 'send', to: 2, message: { inner: 6 }, early: false },
      { kind: 'setTimer', timer: 'inner tick', min: 1, max: 2 },
      { kind: 'cancelTimer', timer: 'inner tick' },
    ]);
  });

  test('consumes replies and outputs, and what it says instead takes their place', () => {
    const { effects, state } = play([
      { kind: 'emit', output: 1 },
      { kind: 'reply', id: 5, result: 8, early: true },
      { kind: 'send', to: 2, message: 3, early: false },
    ]);
    expect(effects).toEqual([
      { kind: 'emit', output: 'heard 1' },
      { kind: 'reply', id: 5, result: 'early, saw 1', early: false },
      { kind: 'send', to: 9, message: { inner: 8 }, early: false },
      { kind: 'send', to: 2, message: { inner: 3 }, early: false },
    ]);
    expect(state).toEqual({ inner: { count: 2 } });
  });
});
