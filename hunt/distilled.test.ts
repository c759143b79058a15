import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { BadInput } from './bad-input.ts';
import { distilledSoFar, readDistilled, refuseUnwritable, writeDistilled } from './distilled.ts';
import { drawnNames } from './strategies/strategy.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-distilled-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'deep', 'seeds.json');

describe('the file of distilled runs', () => {
  test('gives back what was written, whatever the scenarios are called', () => {
    const run = fc.record({ by: fc.constantFrom(...drawnNames), seed: fc.maxSafeNat() });
    fc.assert(fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__'), fc.array(run, { maxLength: 5 })), { maxLength: 5 }), (scenarios) => {
      const distilled = new Map(scenarios);
      writeDistilled(path, distilled);
      expect(readDistilled(path)).toEqual({ path, runs: distilled });
    }), { numRuns: 50 });
  });

  test('has a line for each scenario, in the order of their names', () => {
    writeDistilled(path, new Map([['b', [{ by: 'swarm', seed: 3 }]], ['a', []]]));
    expect(readFileSync(path, 'utf8')).toBe('{"faultline": "distilled", "version": 1, "scenarios": {\n"a": [],\n"b": [["swarm",3]]\n}}\n');
  });

  test('need not be there to be written', () => {
    expect(distilledSoFar(join(folder, 'none.json'))).toEqual(new Map());
    expect(() => readDistilled(join(folder, 'none.json'))).toThrow(BadInput);
    expect(() => writeDistilled(join(path, 'under-a-file.json'), new Map())).toThrow(BadInput);
    expect(() => refuseUnwritable(join(path, 'under-a-file.json'))).toThrow(BadInput);
    refuseUnwritable(path);
    expect(readdirSync(join(folder, 'deep'))).toEqual(['seeds.json']);
    expect(() => readDistilled(folder)).toThrow('it is no file');
    expect(() => readDistilled('/dev/zero')).toThrow('it is no file');
  });

  test.each([
    ['', 'expected JSON'],
    ['[]', 'expected an object'],
    ['{}', 'faultline: expected one of distilled'],
    ['{"faultline": "distilled", "version": 2, "scenarios": {}}', 'version: expected a whole number from 1 to 1'],
    ['{"faultline": "distilled", "version": 1, "scenarios": []}', 'scenarios: expected an object'],
    ['{"faultline": "distilled", "version": 1, "scenarios": {"a": [["guided", 1]]}}', 'scenarios["a"][0][0]: expected one of swarm, '],
    ['{"faultline": "distilled", "version": 1, "scenarios": {"a": [["swarm", -1]]}}', 'scenarios["a"][0][1]: expected a whole number'],
    ['{"faultline": "distilled", "version": 1, "scenarios": {"a": [["swarm", 1, 2]]}}', 'scenarios["a"][0]: expected a list of at most 2'],
    ['{"faultline": "distilled", "version": 1, "scenarios": {"a": [["swarm"]]}}', 'scenarios["a"][0]: expected a list of two'],
    ['{"faultline": "distilled", "version": 1, "scenarios": {"__proto__": 7}}', 'scenarios["__proto__"]: expected a list'],
  ])('%s is refused with its place', (text, message) => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, text);
    expect(() => readDistilled(broken)).toThrow(message);
    expect(() => readDistilled(broken)).toThrow(BadInput);
    expect(() => distilledSoFar(broken)).toThrow(BadInput);
  });
});
