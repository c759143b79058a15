/** Versioned puts and gets, told as those of a register that holds the version. */
import type { RegisterStep, Said, ToldAsRegister } from '../direct/steps.ts';

interface PutInput {
  readonly op: 'put';
  readonly value: string;
  readonly version: number;
}
type Input = { readonly op: 'get' } | PutInput;
type Output =
  | { readonly err: 'OK' | 'ErrNoKey'; readonly value: string; readonly version: number }
  | { readonly err: 'OK' | 'ErrNoKey' | 'ErrVersion' | 'ErrMaybe' };
type Operations = readonly Said<Input, Output>[];

/**
 * Only a put that names version v makes version v + 1: so versions name their values, where it can be told which of several
 * unanswered puts was the one. null where it cannot; and where a put that was answered ErrMaybe would make a version that
 * nobody saw, because either could be.
 */
export function toldByVersions(operations: Operations): readonly ToldAsRegister[] | null {
  const versions = new Versions(operations);
  const steps: (RegisterStep | null)[] = [];
  const evidence = operations.map(({ input, output }) => versions.evidenceFor(input, output));
  for (const [operation, { input, output }] of operations.entries()) {
    const step = input.op === 'get' ? getStep(versions, output) : putStep(versions, operation, input, output);
    if (step === 'untold') return null;
    steps.push(step);
  }
  return [{ initial: 0, steps, evidence }];
}

interface Maker {
  readonly operation: number;
  readonly value: string;
  readonly call: number;
  readonly isCertain: boolean;
  /** Answered ErrMaybe. */
  readonly isMaybe: boolean;
}

/** Who may have made each version. */
class Versions {
  /** By version: who certainly made it; or may have. */
  readonly #makers = new Map<number, Maker[]>();
  /** By version: a value that was seen, and by whom. */
  readonly #shown = new Map<number, { readonly operation: number; readonly value: string }>();
  /** The greatest that was certainly there, so that all below it were; and who shows it. */
  greatest = 0;
  #greatestBy: number | null = null;

  constructor(operations: Operations) {
    for (const [operation, { input, output, call }] of operations.entries()) {
      const version = input.op === 'get' ? this.#show(operation, output) : this.#make(operation, call, input, output);
      if (version <= this.greatest) continue;
      this.greatest = version;
      this.#greatestBy = operation;
    }
  }

  #show(operation: number, output: Output | null): number {
    if (output === null || !('version' in output)) return 0;
    if (!this.#shown.has(output.version)) this.#shown.set(output.version, { operation, value: output.value });
    return output.version;
  }

  /** Who shows what became of an operation that does not tell itself. */
  evidenceFor(input: Input, output: Output | null): number | null {
    if (input.op === 'get') return output !== null && 'version' in output ? this.#makerOrShower(output.version) : null;
    return output === null || output.err === 'ErrMaybe' ? (this.#makerOrShower(input.version + 1) ?? this.#greatestBy) : null;
  }

  #makerOrShower(version: number): number | null {
    const maker = this.#makers.get(version)?.find(({ isCertain }) => isCertain);
    return maker?.operation ?? this.#shown.get(version)?.operation ?? null;
  }

  #make(operation: number, call: number, { value, version }: PutInput, output: Output | null): number {
    const isCertain = output?.err === 'OK';
    if (!isCertain && output !== null && output.err !== 'ErrMaybe') return 0;
    const makers = this.#makers.get(version + 1);
    const maker = { operation, value, call, isCertain, isMaybe: output !== null && !isCertain };
    if (makers === undefined) this.#makers.set(version + 1, [maker]);
    else makers.push(maker);
    return isCertain ? version + 1 : 0;
  }

  /**
   * Who may have made it: those that certainly did; else those that may have, with the value that was seen. Of those that were
   * never answered the first that was called stands for all: it could have done so whenever another one could, and has no other effect.
   */
  makersOf(version: number): readonly Maker[] {
    const makers = this.#makers.get(version) ?? [];
    const certain = makers.filter(({ isCertain }) => isCertain);
    if (certain.length > 0) return certain;
    const shown = this.#shown.get(version);
    const possible = shown === undefined ? makers : makers.filter(({ value }) => value === shown.value);
    const first = possible.reduce<Maker | null>((best, each) => (best === null || each.call < best.call ? each : best), null);
    return first === null || possible.some(({ isMaybe }) => isMaybe) ? possible : [first];
  }
}

type Step = RegisterStep | null | 'untold';

function getStep(versions: Versions, output: Output | null): Step {
  if (output === null) return null;
  if (!('version' in output)) return { kind: 'impossible' };
  const { err, value, version } = output;
  if (version === 0) return value === '' ? { kind: 'read', value: 0 } : { kind: 'impossible' };
  if (err === 'ErrNoKey') return { kind: 'impossible' };
  const isMade = versions.makersOf(version).some((maker) => maker.value === value);
  return { kind: 'read', value: isMade ? version : `${version} ${value}` };
}

function putStep(versions: Versions, operation: number, { version }: PutInput, output: Output | null): Step {
  const update = { kind: 'update', from: version, to: version + 1 } as const;
  switch (output?.err) {
    case 'OK':
      return update;
    case 'ErrVersion':
      return { kind: 'miss', values: [version, 0] };
    case 'ErrNoKey':
      return version === 0 ? { kind: 'impossible' } : { kind: 'read', value: 0 };
    case 'ErrMaybe':
    case undefined:
      return uncertainPut(versions, operation, update, output === null);
  }
}

/** A put that was never answered, or answered ErrMaybe: whether it made its version depends on who else may have. */
function uncertainPut(versions: Versions, operation: number, { from, to }: Extract<RegisterStep, { kind: 'update' }>, isUnanswered: boolean): Step {
  const missed: Step = isUnanswered ? null : { kind: 'miss', values: [from] };
  if (typeof to !== 'number' || !Number.isInteger(to) || to < 1) return missed;
  const makers = versions.makersOf(to);
  if (!makers.some((maker) => maker.operation === operation)) return missed;
  const isTheMaker = makers.length === 1 && to <= versions.greatest;
  return isUnanswered || isTheMaker ? { kind: 'update', from, to } : 'untold';
}
