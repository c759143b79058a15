/** Part A: leaders are elected, and elected anew. */
import { milliseconds } from '../../../sim/core/time.ts';
import { expect, sleep } from '../../../sim/hosts/script.ts';
import type { RaftTest } from './lab.ts';
import { electionTimeout } from './tester.ts';

/** `staysInTerm`: a term that changes without a failure is an error; the labs' tester only warns of it. */
export const initialElection = ({ staysInTerm }: { readonly staysInTerm: boolean }): RaftTest => ({
  servers: 3,
  *tell(tester) {
    yield* tester.checkOneLeader();
    yield* sleep(milliseconds(50));
    const before = tester.checkTerms();
    expect(before >= 1, 'the first term is 1 at least', () => String(before));
    yield* sleep(2 * electionTimeout);
    const after = tester.checkTerms();
    expect(!staysInTerm || after === before, 'the term stays while nothing fails', () => `${before} became ${after}`);
    yield* tester.checkOneLeader();
  },
});

export const reElection: RaftTest = {
  servers: 3,
  *tell(tester) {
    const first = yield* tester.checkOneLeader();
    yield* tester.disconnect(first);
    yield* tester.checkOneLeader();
    // An old leader that comes back disturbs nobody.
    yield* tester.connect(first);
    const second = yield* tester.checkOneLeader();
    yield* tester.disconnect(second, tester.after(second, 1));
    yield* sleep(2 * electionTimeout);
    tester.checkNoLeader();
    yield* tester.connect(tester.after(second, 1));
    yield* tester.checkOneLeader();
    yield* tester.connect(second);
    yield* tester.checkOneLeader();
  },
};

export const manyElections: RaftTest = {
  servers: 7,
  *tell(tester) {
    yield* tester.checkOneLeader();
    for (let round = 1; round < 10; round++) {
      const victims = [tester.any(), tester.any(), tester.any()];
      yield* tester.disconnect(...victims);
      yield* tester.checkOneLeader();
      yield* tester.connect(...victims);
    }
    yield* tester.checkOneLeader();
  },
};
