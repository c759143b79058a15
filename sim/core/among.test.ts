import { expect, test } from 'vitest';
import { among } from './among.ts';
import type { NodeId, Protocol, Vocabulary } from './protocol.ts';

interface Words extends Vocabulary {
  readonly state: { readonly nodes: readonly NodeId[]; readonly rule: string };
}

const narrator = (rules: { readonly rule: string }): Protocol<Words> => ({
  name: 'narrator',
  rules,
  start: (_self, nodes) => ({ state: { nodes, rule: rules.rule }, effects: [] }),
  step: (state) => ({ state, effects: [] }),
  assemble: (others: { readonly rule: string }) => narrator(others),
});

test('a protocol among some servers knows of no others, also with other rules', () => {
  const narrowed = among([3, 4], narrator({ rule: 'right' }));
  expect(narrowed.start(3, [0, 1, 2, 3, 4], []).state).toEqual({ nodes: [3, 4], rule: 'right' });
  expect(narrowed.assemble?.({ rule: 'wrong' }).start(3, [0, 1, 2, 3, 4], []).state).toEqual({ nodes: [3, 4], rule: 'wrong' });
});

test('a protocol without rules has none among some servers either', () => {
  const plain: Protocol<Words> = {
    name: 'plain',
    rules: { rule: 'right' },
    start: (_self, nodes) => ({ state: { nodes, rule: 'right' }, effects: [] }),
    step: (state) => ({ state, effects: [] }),
  };
  expect(Object.entries(among([1], plain)).filter(([name, value]) => name === 'assemble' && value !== undefined)).toEqual([]);
});
