import type { Operation } from '../../history.ts';

interface Call<Input> {
  readonly kind: 'call';
  readonly operation: number;
  readonly input: Input;
}

interface Answer<Output> {
  readonly kind: 'answer';
  readonly operation: number;
  readonly output: Output;
}

/** The answer will never come. */
interface Loss {
  readonly kind: 'loss';
  readonly operation: number;
}

/** Something that has happened to an operation. Its number may be used again after its answer. */
export type Moment<Input, Output> = Call<Input> | Answer<Output> | Loss;

/** An operation as the moments tell of it. */
export interface Told<Input, Output> {
  readonly number: number;
  readonly operation: Operation<Input, Output>;
  readonly isLost: boolean;
}

/** The operations that moments tell of, in the order of their calls; time is the place among the moments. */
export function operationsOf<Input, Output>(moments: readonly Moment<Input, Output>[]): readonly Told<Input, Output>[] {
  const told: Told<Input, Output>[] = [];
  const places = new Map<number, number>();
  for (const [at, moment] of moments.entries()) {
    const place = places.get(moment.operation) ?? -1;
    const known = told[place];
    if (moment.kind === 'call') {
      places.set(moment.operation, told.length);
      told.push({ number: moment.operation, operation: { client: moment.operation, input: moment.input, call: at, output: null, return: null }, isLost: false });
    } else if (known !== undefined) {
      told[place] = moment.kind === 'loss' ? { ...known, isLost: true } : { ...known, operation: { ...known.operation, output: moment.output, return: at } };
    }
  }
  return told;
}
