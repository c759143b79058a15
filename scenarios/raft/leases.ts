/** The race that leases must win: a leader alone, with a slow clock, against voters with fast ones. */
import { milliseconds, seconds } from '../../sim/core/time.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { all, inflict, rest, sleep, type Script, type Stage, type Story } from '../../sim/hosts/script.ts';
import { apart, awaitLeader, othersThan } from './cluster.ts';
import { registerUser, type RegisterUser } from './vocabulary.ts';

/** Whoever writes and reads one value. */
export type LeaseReader = Pick<RegisterUser, 'node' | 'write' | 'read'>;

/** A clock that is wrong by so many in a thousand. */
const drift = (node: NodeId, by: number, lasts: number) => ({ kind: 'clockDrift', node, rate: 1_000_000 + by * 1_000, lasts }) as const;

/** The leader's clock is slow by so many in a thousand, those of the others are fast by as much. Again and again it is cut off while it reads. */
export function leaseUnderDrift(inAThousand: number, userAt: (node: NodeId) => LeaseReader = registerUser): Script {
  return function* (stage) {
    const [writer, reader] = stage.clients.map((node) => userAt(node));
    if (writer === undefined || reader === undefined) return;
    for (let round = 0; round < 3; round++) {
      yield* rest();
      const leader = yield* awaitLeader(stage);
      const others = othersThan(stage, leader);
      for (const node of stage.servers) yield* inflict(drift(node, node === leader ? -inAThousand : inAThousand, seconds(2)));
      yield* writer.write(`old ${round}`);
      yield* reader.read();
      yield* sleep(milliseconds(100) + stage.choose(milliseconds(100)));
      yield* inflict(apart(seconds(1), [leader, reader.node], [...others, writer.node]));
      yield* all([writer.write(`new ${round}`), readUntil(stage, stage.now() + milliseconds(500), reader)]);
      yield* sleep(seconds(1));
    }
  };
}

/** One read after the other, until this moment. */
function* readUntil(stage: Stage, end: number, reader: LeaseReader): Story {
  while (stage.now() < end) {
    yield* reader.read();
    yield* sleep(milliseconds(1));
  }
}
