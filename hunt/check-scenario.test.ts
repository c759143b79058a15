/** A scenario whose types nobody has checked is refused with the field that is wrong, and what was expected there. */
import { describe, expect, test } from 'vitest';
import { versionedServer } from '../protocols/kv/index.ts';
import { at, scenario, type Scenario } from '../scenarios/scenario.ts';
import { BadInput } from './bad-input.ts';
import { checkScenario, tryPlan } from './check-scenario.ts';

const sound = scenario({ title: 'Sound', servers: [versionedServer()], properties: [] });

/** The sound scenario with fields that no type allows. */
function broken(fields: object): Scenario {
  return Object.assign(Object.create(sound), sound, fields);
}

describe('a scenario', () => {
  test('that is whole is let through', () => {
    expect(() => checkScenario(sound, 'x.ts')).not.toThrow();
    expect(() => tryPlan(sound, 'x.ts')).not.toThrow();
  });

  test.each([
    [{ title: undefined }, "x.ts: expected 'title' to be one sentence"],
    [{ title: '' }, "x.ts: expected 'title' to be one sentence"],
    [{ properties: undefined }, "x.ts: expected 'properties' to be an array of properties"],
    [{ properties: [() => true] }, 'x.ts: properties[0]: expected what always, across, sometimes, eventually, linearizable, ... make'],
    [{ properties: [{ kind: 'never', name: 'x' }] }, 'x.ts: properties[0]: expected what always'],
    [{ servers: () => [] }, "x.ts: expected 'servers' to hold at least 1, got none"],
    [{ servers: () => undefined }, "x.ts: expected 'servers' to be an array of protocols, or a function that gives one"],
    [{ servers: () => [{ name: 'half' }] }, 'x.ts: servers[0]: expected a protocol: { name, start(self, nodes, disk), step(state, event, choose) }'],
    [{ clients: () => [versionedServer(), null] }, 'x.ts: clients[1]: expected a protocol'],
    [{ limits: { steps: 1.5 } }, 'x.ts: limits.steps: expected a whole number, got 1.5'],
    [{ limits: { duration: '20s' } }, 'x.ts: limits.duration: expected a whole number, got 20s'],
  ])('with %j is refused', (fields, message) => {
    expect(() => checkScenario(broken(fields), 'x.ts')).toThrow(BadInput);
    expect(() => checkScenario(broken(fields), 'x.ts')).toThrow(message);
  });

  test('whose nodes cannot be made is refused with what they say', () => {
    const servers = (): never => {
      throw new RangeError('three at least');
    };
    expect(() => checkScenario(broken({ servers }), 'x.ts')).toThrow("x.ts: 'servers' cannot be made: three at least");
  });

  test('with a written fault that is none is refused with its place and what is near', () => {
    const faults = [at(5, Object.assign({ kind: 'crash' as const, node: 0, down: null, power: { survivors: 0, torn: false } }, { kind: 'crsh' }))];
    expect(() => tryPlan(broken({ faults }), 'x.ts')).toThrow(/^x\.ts: no plan can be drawn: plan\.faults\[0\]\.fault\.kind: expected one of .*did you mean "crash"/);
  });
});
