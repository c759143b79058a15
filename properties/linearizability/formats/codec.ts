import type { Fields } from './fields.ts';
import type { JepsenCodec } from './jepsenEvents.ts';

/** How the operations of a model are read from JSON, and from Jepsen's histories where these have any. */
export interface Codec<Input, Output> {
  readonly inputFields: readonly string[];
  readonly outputFields: readonly string[];
  input(fields: Fields, client: number): Input;
  output(fields: Fields, input: Input): Output;
  readonly jepsen: JepsenCodec<Input, Output> | null;
}
