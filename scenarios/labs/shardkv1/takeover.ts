/** The labs' partitionCtrler (parts B and C of 2025): a controller is cut off in the midst of a change, and another one finishes it. */
import { milliseconds, seconds } from '../../../sim/core/time.ts';
import { all, expect, sleep, type Story } from '../../../sim/hosts/script.ts';
import type { Gid } from '../../../protocols/shard-controller/index.ts';
import type { Scenario } from '../../scenario.ts';
import { putAll } from './concurrent.ts';
import type { Controller } from './controller.ts';
import { checkGets, spreadPuts, type Written } from './keys.ts';
import { firstGid, shardLab, type ShardTester } from './lab.ts';

/** How controllers are left alone. */
interface Partitioning {
  readonly rounds: number;
  /** They come back when others have taken over. */
  readonly reconnects: boolean;
  /** Default: no. */
  readonly unreliable?: boolean;
  /** Clients that put for a minute meanwhile. Default: none. */
  readonly clerks?: number;
}

/** More groups than can join in a round. */
const groupsPerRound = 4;

export const partitionedControllers = ({ rounds, reconnects, unreliable = false, clerks = 0 }: Partitioning): Scenario =>
  shardLab({
    title: titleOf({ rounds, reconnects, unreliable, clerks }),
    groups: 1 + rounds * groupsPerRound,
    controllers: 1 + 2 * rounds,
    clerks,
    unreliable,
    *tell(tester) {
      // With clients at work there are no keys that nobody else writes to.
      const written = clerks === 0 ? yield* spreadPuts(tester) : new Map<string, string>();
      const play = function* (): Story {
        for (let round = 0; round < rounds; round++) {
          yield* playRound(tester, { first: tester.controller(1 + 2 * round), second: tester.controller(2 + 2 * round), reconnects, written });
        }
      };
      yield* all([play(), ...(clerks === 0 ? [] : [putAll(tester, tester.newClerks(clerks), seconds(60), unreliable)])]);
    },
  });

function titleOf({ rounds, reconnects, unreliable, clerks }: Required<Partitioning>): string {
  const back = reconnects ? ', and come back when others have finished it' : ', and others finish it';
  const clients = clerks === 0 ? '' : `, while ${clerks} clients put`;
  return `${rounds} controllers are cut off in the midst of a change${back}${clients}${unreliable ? ', on an unreliable network' : ''}`;
}

interface Round extends Pick<Partitioning, 'reconnects'> {
  readonly first: Controller;
  readonly second: Controller;
  readonly written: Written;
}

/** What the first controller is about. */
interface Course {
  change: 'join' | 'leave';
  gid: Gid;
  isOver: boolean;
}

function* playRound(tester: ShardTester, round: Round): Story {
  const { first, reconnects, written } = round;
  yield* first.initController();
  const { number } = yield* first.query();
  const course: Course = { change: 'join', gid: 0, isOver: false };
  const interrupting = function* (): Story {
    yield* interrupt(tester, round);
    yield* takeOver(round, course, number);
    course.isOver = true;
    if (reconnects) {
      yield* first.reconnect();
      yield* sleep(milliseconds(100));
    }
    yield* checkGets(tester, written);
    // There, what waits for it waits for ever.
    if (!reconnects) yield* first.quit();
  };
  yield* all([joinAndLeave(tester, first, course), interrupting()]);
}

/** Ever new groups. */
function* joinAndLeave(tester: ShardTester, controller: Controller, course: Course): Story {
  while (!course.isOver) {
    course.gid = yield* tester.newGroup();
    course.change = 'join';
    yield* controller.join(course.gid);
    if (course.isOver) return;
    course.change = 'leave';
    yield* controller.leave(course.gid);
  }
}

/** The first group, which has a part in every change, is down until the controller, in the midst of one, is cut off. */
function* interrupt(tester: ShardTester, { first, reconnects }: Round): Story {
  const { stage } = tester;
  yield* sleep(seconds(1) + milliseconds(stage.choose(400)));
  yield* tester.group(firstGid).shutDownAll();
  yield* sleep(seconds(1));
  // There, messages that are lost are told at once, and a second is always enough.
  while (!first.isMoving(stage)) yield* sleep(milliseconds(10));
  yield* first.cutOff();
  if (reconnects) yield* sleep(seconds(1));
  yield* tester.group(firstGid).startAll();
}

function* takeOver({ second }: Round, { gid, change }: Course, number: number): Story {
  yield* second.initController();
  const found = yield* second.query();
  expect(found.number > number, 'a controller finishes what another one has begun', () => `the configuration is still ${number}`);
  expect(found.groups.has(gid) === (change === 'join'), 'a controller finishes what another one has begun', () => `no ${change} of group ${gid}`);
  if (found.groups.has(gid)) yield* second.leave(gid);
}
