/** Ways to choose the runs of a hunt. */
import type { Scenario } from '../../scenarios/scenario.ts';
import { Drawn } from './drawn.ts';
import { Guided } from './guided.ts';
import { Portfolio } from './portfolio.ts';
import type { Memory, Strategy, StrategyName } from './strategy.ts';

/** The strategy of this name for a scenario, going on from what it had learnt. */
export function strategyOf(name: StrategyName, scenario: Scenario, memory: Memory = null): Strategy {
  switch (name) {
    case 'guided':
      return new Guided(scenario, memory);
    case 'portfolio':
      return new Portfolio(scenario, memory);
    default:
      return new Drawn(name, scenario);
  }
}
