import { assert, deepFreeze, findDifference, findNonCanonical } from '../../sim/core/index.ts';
import type { Choose, Protocol, Step, Vocabulary } from '../../sim/core/index.ts';

/**
 * The same protocol, held to the laws of nodes: every step is computed twice, from frozen inputs and with the same draws, and has to be
 * the same canonical value both times.
 */
export function lawful<V extends Vocabulary>(protocol: Protocol<V>): Protocol<V> {
  return {
    ...protocol,
    start(self, nodes, disk) {
      // A copy: the disk itself is written to later.
      const survived = [...disk];
      return twice([nodes, survived], never, () => protocol.start(self, nodes, survived));
    },
    step: (state, event, choose) => twice([state, event], choose, (draw) => protocol.step(state, event, draw)),
  };
}

function twice<V extends Vocabulary>(inputs: readonly unknown[], choose: Choose, compute: (choose: Choose) => Step<V>): Step<V> {
  deepFreeze(inputs);
  const drawn: number[] = [];
  const step = compute((n) => {
    const draw = choose(n);
    drawn.push(draw);
    return draw;
  });
  const again = compute(() => drawn.shift() ?? -1);
  const found = findDifference(step, again, 'step') ?? findNonCanonical(step, 'step');
  assert(found === null, 'a step is a function of its input, and canonical', () => String(found));
  return step;
}

const never: Choose = () => {
  throw new RangeError('a start draws nothing');
};
