/** Whether a user's scenario is whole: nobody has checked its types, and a half one would fail far from its cause. */
import type { Scenario } from '../scenarios/scenario.ts';
import type { Protocol } from '../sim/core/protocol.ts';
import { encodeCapsule } from '../sim/world/capsule.ts';
import { findMisfit } from '../sim/world/plan-shape.ts';
import type { Plan } from '../sim/world/plan.ts';
import { BadInput } from './bad-input.ts';
import { capsuleOf } from './capture.ts';
import { firstKnobs } from './protocols-of.ts';
import { drawPlan } from './run.ts';

/** Throws `BadInput` with what is wrong and what was expected. */
export function checkScenario(scenario: Scenario, file: string): void {
  const refuse = refusing(file);
  if (typeof scenario.title !== 'string' || scenario.title === '') refuse("expected 'title' to be one sentence");
  checkProperties(scenario, refuse);
  const knobs = firstKnobs(scenario);
  checkNodes(attempt(() => scenario.servers(knobs), "'servers' cannot be made", refuse), 'servers', 1, refuse);
  checkNodes(attempt(() => scenario.clients(knobs), "'clients' cannot be made", refuse), 'clients', 0, refuse);
  checkLimits(scenario, refuse);
}

type Refuse = (wrong: string) => never;

const refusing = (file: string): Refuse => (wrong) => {
  throw new BadInput(`${file}: ${wrong}`);
};

function attempt<T>(act: () => T, what: string, refuse: Refuse): T {
  try {
    return act();
  } catch (error) {
    return refuse(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const propertyKinds: ReadonlySet<string> = new Set(['always', 'across', 'tracked', 'sometimes', 'eventually', 'linearizable', 'afterwards']);

function checkProperties({ properties }: { readonly properties: unknown }, refuse: Refuse): void {
  if (!Array.isArray(properties)) return refuse("expected 'properties' to be an array of properties");
  const wrong = properties.findIndex((property: unknown) => !isProperty(property));
  if (wrong !== -1) refuse(`properties[${wrong}]: expected what always, across, sometimes, eventually, linearizable, ... make`);
}

function isProperty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('name' in value)) return false;
  return typeof value.kind === 'string' && propertyKinds.has(value.kind) && typeof value.name === 'string';
}

function checkNodes(nodes: unknown, field: string, least: number, refuse: Refuse): void {
  if (!Array.isArray(nodes)) return refuse(`expected '${field}' to be an array of protocols, or a function that gives one`);
  if (nodes.length < least) refuse(`expected '${field}' to hold at least ${least}, got none`);
  const wrong = nodes.findIndex((node: unknown) => !isProtocol(node));
  if (wrong !== -1) refuse(`${field}[${wrong}]: expected a protocol: { name, start(self, nodes, disk), step(state, event, choose) }`);
}

function isProtocol(value: unknown): value is Protocol {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('start' in value) || !('step' in value)) return false;
  return typeof value.name === 'string' && typeof value.start === 'function' && typeof value.step === 'function';
}

function checkLimits({ limits }: Scenario, refuse: Refuse): void {
  for (const [limit, value] of Object.entries(limits)) {
    // Null: no progress is demanded.
    if (limit === 'recovery' && value === null) continue;
    if (!Number.isSafeInteger(value) || value < 0) refuse(`limits.${limit}: expected a whole number, got ${String(value)}`);
  }
}

/**
 * Draws a plan and makes a capsule of it, for that is held against the exact shape that plans have: written faults and
 * networks included. Throws `BadInput`.
 */
export function tryPlan(scenario: Scenario, file: string): void {
  const ref = { kind: 'builtin', name: 'trial', codeHash: '0'.repeat(64) } as const;
  const parts = { seed: 0, failure: null, mutant: null, steps: 0, time: 0, hash: '0'.repeat(16), digests: [], shrunk: false };
  const plan = attempt(() => drawPlan(scenario, 0), 'no plan can be drawn', refusing(file));
  attempt(() => encodeCapsule(capsuleOf(ref, { ...parts, plan })), 'no plan can be drawn', refusing(file));
  refuseMisfit(scenario, plan, file);
}

/** A plan may name only nodes, clients and scripts that the scenario has. Throws `BadInput`. */
export function refuseMisfit(scenario: Scenario, plan: Plan, file: string): void {
  const clients = scenario.clients(plan.knobs).length;
  const nodes = scenario.servers(plan.knobs).length + clients;
  const misfit = findMisfit(plan, { nodes, clients, scripts: scenario.scripts.length });
  if (misfit !== null) refusing(file)(`plan.${misfit}`);
}
