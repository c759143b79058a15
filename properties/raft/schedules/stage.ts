import type { NodeId } from '../../../sim/core/index.ts';
import type { ClerkMessage, AdminRequest, Register, ReplicaVocabulary, Sessions } from '../../../protocols/raft/index.ts';
import { Cluster } from '../../../protocols/testing/cluster.ts';
import type { Operation } from '../../history.ts';
import type { RegisterInput, RegisterOutput } from '../../linearizability/models/register.ts';

/** What the servers of a schedule are: replicas of one register. */
export type RegisterWords = ReplicaVocabulary<Sessions<Register, Register>, ClerkMessage>;

/** What is wrong, and by whose judgement. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly property: string;

  constructor(property: string, detail: string) {
    super(`${property}: ${detail}`);
    this.property = property;
  }
}

/** What a client has asked, and the number of the step after which it did. */
interface Call {
  readonly client: NodeId;
  readonly input: RegisterInput;
  readonly after: number;
}

/** Replicas of a register, driven by hand, and the clients who use it: each call is a client of its own. */
export class Stage extends Cluster<RegisterWords> {
  private readonly calls = new Map<NodeId, Call>();
  private readonly returned = new Map<NodeId, { readonly output: RegisterOutput; readonly at: number }>();
  private newest = 0;
  private heard = 0;

  // ---- What clients ask -------------------------------------------------------------------------------------------------

  /** A client asks this server to write. Returns the client. */
  write(node: NodeId, value: string): NodeId {
    const session = this.call({ op: 'write', key: 'register', value });
    this.ask(session, node, { kind: 'submit', session, number: 1, command: { kind: 'command', session, number: 1, command: value } });
    return session;
  }

  /** It asks again, here: the same command of the same session. */
  writeAgain(client: NodeId, node: NodeId, value: string): this {
    return this.ask(client, node, { kind: 'submit', session: client, number: 1, command: { kind: 'command', session: client, number: 1, command: value } });
  }

  /** A client asks this server to read. Returns the client. */
  read(node: NodeId): NodeId {
    const session = this.call({ op: 'read', key: 'register' });
    this.ask(session, node, { kind: 'query', session, number: 1, query: null });
    return session;
  }

  /** An operator asks the leader. Returns the operator. */
  administer(node: NodeId, request: AdminRequest): NodeId {
    const session = this.hands.length + ++this.newest;
    this.ask(session, node, { kind: 'administer', session, number: 1, request });
    return session;
  }

  // ---- What is to be seen -----------------------------------------------------------------------------------------------

  /** What each of this client's answers says, oldest first. */
  outcomes(client: NodeId): readonly string[] {
    return this.answers.flatMap(({ to, message }) => (to === client && message.kind === 'answer' ? [message.outcome.kind] : []));
  }

  /** Fails the schedule unless `holds`: for what only the end of a schedule can show. */
  demand(property: string, holds: boolean, detail: string = 'it does not hold'): this {
    if (!holds) throw new Violation(property, detail);
    return this;
  }

  /** All that clients have asked and been told. */
  history(): readonly Operation<RegisterInput, RegisterOutput>[] {
    this.listen(this.steps);
    return [...this.calls.values()].map(({ client, input, after }): Operation<RegisterInput, RegisterOutput> => {
      const end = this.returned.get(client);
      // A call comes behind the step that was the last when it was made, and what it causes comes behind the call.
      const call = 2 * after + 1;
      return end === undefined ? { client, input, call, output: null, return: null } : { client, input, call, output: end.output, return: 2 * end.at };
    });
  }

  /** Servers that believe that they lead, by their number. */
  get leaders(): readonly NodeId[] {
    return this.hands.flatMap(({ self, state }) => (state.raft.role === 'leader' ? [self] : []));
  }

  private call(input: RegisterInput): NodeId {
    this.listen(this.steps);
    const client = this.hands.length + ++this.newest;
    this.calls.set(client, { client, input, after: this.steps });
    return client;
  }

  /** Takes down which calls have been answered by now. */
  private listen(at: number): void {
    for (const { to, message } of this.answers.slice(this.heard)) {
      const call = this.calls.get(to);
      if (call === undefined || this.returned.has(to) || message.kind !== 'answer' || message.outcome.kind !== 'done') continue;
      this.returned.set(to, { output: call.input.op === 'read' ? { value: valueOf(message.outcome.result) } : { ok: true }, at });
    }
    this.heard = this.answers.length;
  }
}

const isExecuted = (result: unknown): result is { readonly result: Register } => typeof result === 'object' && result !== null && 'result' in result;

const valueOf = (result: unknown): string | null => (isExecuted(result) ? result.result.value : null);
