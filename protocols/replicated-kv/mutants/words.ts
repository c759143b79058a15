import type { SessionCommand, Sessions } from '../../raft/index.ts';
import type { Store, StoreCommand, StoreResult } from '../store.ts';

/** What a replica of the store remembers beside its Raft. */
export type StoreSessions = Sessions<Store, StoreResult>;

const typed: { command(command: unknown): SessionCommand<StoreCommand>; result(result: unknown): StoreResult } = {
  command(command: SessionCommand<StoreCommand>) {
    return command;
  },
  result(result: StoreResult) {
    return result;
  },
};

/** A replica of the store applies nothing else. */
export const sessionCommand = (command: unknown): SessionCommand<StoreCommand> => typed.command(command);

/** What a command of the store results in. */
export const storeResult = (result: unknown): StoreResult => typed.result(result);
