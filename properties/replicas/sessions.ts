/** What replicas remember of the sessions of their clients (paper, section 8). */
import type { SessionCommand, Sessions } from '../../protocols/raft/index.ts';
import { across, type Property } from '../property.ts';
import { appliedIn, continues, type ReplicaWords } from './applied.ts';

/**
 * "The state machine tracks the latest serial number processed for each client, along with the associated response", whatever the response is: when
 * a command has been applied, its session is at it, or past it, or forgotten.
 */
export const sessionsRemember: Property = across<ReplicaWords<Sessions<unknown, unknown>>>('a session remembers what it has executed (8)', 'server', (step) => {
  if (!continues(step)) return true;
  for (const { index, entry } of appliedIn(step)) {
    const command = entry.kind === 'command' ? entry.command : null;
    if (!isNumbered(command)) continue;
    const newest = step.after.machine.table.get(command.session);
    if (newest !== undefined && newest.number < command.number) return `node ${step.node} has applied entry ${index}, command ${command.number} of session ${command.session}, and remembers command ${newest.number}`;
  }
  return true;
});

const isNumbered = (command: unknown): command is Extract<SessionCommand, { readonly kind: 'command' }> =>
  typeof command === 'object' && command !== null && 'kind' in command && command.kind === 'command';
