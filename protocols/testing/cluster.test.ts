import { describe, expect, test } from 'vitest';
import { register, replica, withSessions } from '../raft/index.ts';
import { Cluster } from './cluster.ts';

const three = () => new Cluster(3, () => replica(withSessions(register)));
const write = (value: string) => ({ kind: 'submit' as const, session: 7, number: 1, command: { kind: 'command', session: 7, number: 1, command: value } });

describe('a cluster driven by hand', () => {
  test('elects whom the schedule lets time out, and replicates', () => {
    const cluster = three().fire(0, 'election').settle();
    expect(cluster.state(0).raft.role).toBe('leader');
    cluster.ask(9, 0, write('a')).settle().fire(0, 'heartbeat').settle();
    expect(cluster.hands.map(({ state }) => state.machine.machine.value)).toEqual(['a', 'a', 'a']);
    expect(cluster.answers.map(({ message }) => message)).toEqual([{ kind: 'answer', session: 7, number: 1, outcome: { kind: 'done', result: { kind: 'executed', result: { value: 'a', writes: 1 } } } }]);
    expect(cluster.size).toBe(1);
  });

  test('loses what crosses a cut, and what a crash finds on no disk', () => {
    const cluster = three().fire(0, 'election').settle().cut([0], [1, 2]).ask(9, 0, write('a')).settle();
    expect(cluster.answers).toEqual([]);
    cluster.holdDisk(1).fire(1, 'election').deliver().crash(1);
    expect(cluster.state(1).raft.currentTerm).toBe(1);
    expect(cluster.size).toBe(4);
  });
});
