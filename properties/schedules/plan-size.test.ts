import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calmNetwork, emptyPlan, type Fault, type Plan, type PlannedFault } from '../../sim/world/plan.ts';
import { movesOfPlan, piecesOf, weightOf, withPieces } from './plan-size.ts';

const at = (fault: Fault): PlannedFault => ({ trigger: { kind: 'time', at: 5 }, fault });
const ask = (id: number, think: number = 10): Plan['clients'][number]['operations'][number] => ({ id, request: 'get', think });

const plan: Plan = {
  network: { ...calmNetwork, latencyMax: 50_000, pairBias: 7, reorder: false, loss: 3, queueLimit: 2 },
  disk: { syncMin: 1, syncMax: 9_000 },
  clocks: { skew: 4 },
  faults: [at({ kind: 'pause', node: 1, lasts: 3 }), at({ kind: 'restart', node: 0 })],
  deviations: [{ kind: 'drop', message: 1 }, { kind: 'late', message: 2, by: 3 }],
  clients: [{ client: 0, operations: [ask(0), ask(1)] }, { client: 1, operations: [ask(1_000)] }],
  scripts: [],
  knobs: { batch: 4 },
  lasts: 900,
};

describe('the size of a plan', () => {
  test('each request, fault, deviation and lasting ill counts one; clients, latencies, limits and time count nothing', () => {
    expect(movesOfPlan(plan)).toBe(2 + 2 + 3 + 4);
    expect(movesOfPlan({ ...emptyPlan, network: { ...calmNetwork, latencyMax: 50_000, pairBias: 7, reorder: false }, knobs: { batch: 4 }, lasts: 9, clients: [{ client: 0, operations: [] }] })).toBe(0);
  });

  test('several in one count as many', () => {
    const cut = { starts: 0, ends: 9 };
    const sizeOf = (fault: Fault): number => weightOf({ ...emptyPlan, faults: [at(fault)] });
    expect(sizeOf({ kind: 'swizzle', nodes: [{ node: 0, ...cut }, { node: 1, ...cut }] })).toBe(2);
    expect(sizeOf({ kind: 'partition', shape: 'ring', groups: [[0], [1], [], [2]], lasts: 1 })).toBe(2);
    expect(sizeOf({ kind: 'partition', shape: 'halves', groups: [[0, 1], [2, 3]], lasts: 1 })).toBe(1);
    expect(sizeOf({ kind: 'ioError', node: 0, count: 3 })).toBe(3);
  });

  test('what a script asks for, nobody knows: such a plan has no number of moves, and is bigger than any without', () => {
    const scripted: Plan = { ...emptyPlan, scripts: [{ script: 0, rounds: 1 }] };
    expect(movesOfPlan(scripted)).toBeNull();
    expect(weightOf(scripted)).toBeGreaterThan(weightOf(plan));
  });
});

describe('withPieces', () => {
  test('with all of its pieces a plan is what it was; with some, these are what it has', () => {
    expect(withPieces(plan, piecesOf(plan))).toEqual(plan);
    fc.assert(
      fc.property(fc.subarray([...piecesOf(plan)]), (some) => {
        const names = (pieces: typeof some): readonly string[] => pieces.map((piece) => (piece.kind === 'operation' ? `operation ${piece.operation.id}` : JSON.stringify(piece)));
        expect(names([...piecesOf(withPieces(plan, some))])).toEqual(names(some));
      }),
    );
  });

  test('operations come when they came, whatever went before them', () => {
    const moments = new Map([
      [0, { calledAt: 10, returnedAt: 30 }],
      [1, { calledAt: 40, returnedAt: 100 }],
      [2, { calledAt: 110, returnedAt: null }],
      [3, { calledAt: 200, returnedAt: null }],
    ]);
    const busy: Plan = { ...emptyPlan, clients: [{ client: 0, operations: [ask(0), ask(1), ask(2), ask(3)] }] };
    const thinksOf = (...ids: readonly number[]): readonly number[] =>
      withPieces(busy, piecesOf(busy).filter((piece) => piece.kind === 'operation' && ids.includes(piece.operation.id)), moments).clients.flatMap(({ operations }) => operations.map(({ think }) => think));
    expect(thinksOf(2)).toEqual([110]);
    expect(thinksOf(0, 2)).toEqual([10, 80]);
    expect(thinksOf(0, 1)).toEqual([10, 10]);
    expect(thinksOf()).toEqual([]);
    // Where nobody knows when the one before it returned, pauses must do.
    expect(thinksOf(0, 3)).toEqual([10, 170]);
    expect(thinksOf(2, 3)).toEqual([110, 10]);
  });
});
