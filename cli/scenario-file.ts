/** A failure as a scenario file: the same story, with its plan spelled out, to be kept, read and changed. */
import { dirname, relative, resolve, sep } from 'node:path';
import type { Capsule } from '../sim/world/capsule.ts';
import { BadInput } from '../hunt/bad-input.ts';
import type { ScenarioRef } from '../hunt/tasks.ts';
import { printableLine } from './printable.ts';
import { command } from './words.ts';

/** The text of a TypeScript file, to be written to `file`. */
export function scenarioFile(file: string, ref: ScenarioRef, { seed, mutant, failure, plan }: Capsule): string {
  const again = command('run', file, '--seed', String(seed), ...(mutant === null ? [] : ['--mutant', mutant]));
  const { imports, base } = baseOf(file, ref);
  const comment = [
    `A failure of ${ref.name}, with all that is needed for it: ${failure === null ? 'none' : `${failure.kind}: ${failure.property}`}.`,
    `The network's delays still come from the seed: ${again}`,
  ];
  return `${comment.map((line) => `// ${printableLine(line)}`).join('\n')}\n${imports}\n\nexport default withPlan(${base}, ${literal(plan, 0)});\n`;
}

function baseOf(file: string, ref: ScenarioRef): { readonly imports: string; readonly base: string } {
  if (ref.kind === 'builtin') return { imports: "import { builtin, withPlan } from 'faultline/scenarios';", base: `await builtin(${quote(ref.name)})` };
  const path = relative(dirname(resolve(file)), resolve(ref.name)).split(sep).join('/');
  const specifier = path.startsWith('.') ? path : `./${path}`;
  return { imports: `import { withPlan } from 'faultline/scenarios';\nimport story from ${quote(specifier)};`, base: 'story' };
}

const widest = 110;

/** A value of a plan as TypeScript: in one line where it fits. */
function literal(value: unknown, depth: number): string {
  const short = flat(value);
  if (short.length + 2 * depth <= widest) return short;
  const margin = '  '.repeat(depth + 1);
  const close = '  '.repeat(depth);
  if (Array.isArray(value)) return `[\n${value.map((inner) => `${margin}${literal(inner, depth + 1)},\n`).join('')}${close}]`;
  if (!isPlain(value)) return short;
  const fields = Object.entries(value).map(([field, inner]) => `${margin}${name(field)}: ${literal(inner, depth + 1)},\n`);
  return `{\n${fields.join('')}${close}}`;
}

function flat(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (value instanceof Map) return `new Map(${flat([...value])})`;
  if (value instanceof Set) return `new Set(${flat([...value])})`;
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(', ')})`;
  if (!isPlain(value)) throw new BadInput('the plan holds a value that cannot be written as TypeScript');
  const fields = Object.entries(value).map(([field, inner]) => `${name(field)}: ${flat(inner)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** A computed name also holds what an object literal would take for its prototype. */
const name = (field: string): string => (field === '__proto__' ? "['__proto__']" : /^[A-Za-z_$][\w$]*$/.test(field) ? field : quote(field));

const quote = (text: string): string => `'${JSON.stringify(text).slice(1, -1).replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`;
