import { describe, expect, test } from 'vitest';
import type { Fault } from './plan.ts';
import { ask } from './testing/puppet.ts';
import { at, on, Rig } from './testing/rig.ts';

const crash = (down: number | null = 500): Fault => ({ kind: 'crash', node: 0, down, power: { survivors: 0, torn: false } });
const pause: Fault = { kind: 'pause', node: 0, lasts: 500 };

describe('a write is a barrier:', () => {
  test('what a step says after it waits until it is stored, what it said before does not', () => {
    const rig = new Rig().ask(1_000, 0, ask.send(1, 'before'), ask.write('w', 7), ask.send(1, 'after'), ask.reply(1, 'after')).run();
    expect(rig.events).toEqual(['1050 0 stored 7', '1100 1 hears before', '1150 1 hears after']);
    expect(rig.replies).toEqual(['1050 0 answers 1: after']);
  });

  test('what later steps say waits, too, though they wrote nothing', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('w')).ask(1_010, 0, ask.send(1, 'later'), ask.reply(1, 'later')).run();
    expect(rig.events).toEqual(['1150 1 hears later']);
    expect(rig.replies).toEqual(['1050 0 answers 1: later']);
  });

  test('what is early does not wait', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('w'), ask.sendEarly(1, 'early'), ask.send(1, 'withheld')).ask(1_010, 0, ask.sendEarly(1, 'early again')).run();
    expect(rig.events).toEqual(['1100 1 hears early', '1110 1 hears early again', '1150 1 hears withheld']);
  });

  test('an early answer does not wait, either, and no failure of the disk takes it back', () => {
    const plan = { faults: [at(1_005, { kind: 'ioError', node: 0, count: 1 })] } as const;
    const rig = new Rig({ plan }).ask(1_010, 0, ask.write('w'), ask.replyEarly(1, 'early'), ask.reply(2, 'withheld')).run();
    expect(rig.replies).toEqual(['1010 0 answers 1: early']);
  });

  test('timers and outputs act at once', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('w', 1), ask.setTimer('bell', 20), ask.emit('done')).run();
    expect(rig.events).toEqual(['1020 0 times out: bell', '1050 0 stored 1']);
  });

  test('a rewrite is one like any other write', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('old')).ask(2_000, 0, ask.rewrite(['new', 'newer'], 7), ask.send(1, 'after')).run();
    expect(rig.events).toEqual(['2050 0 stored 7', '2150 1 hears after']);
    expect(rig.disk(0)).toEqual(['new', 'newer']);
  });

  test('other nodes are not held up by it', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('w')).ask(1_010, 1, ask.reply(1, 'free')).run();
    expect(rig.replies).toEqual(['1010 1 answers 1: free']);
  });

  test('what was withheld goes in the order in which it was said', () => {
    const rig = new Rig({ network: { reorder: false } });
    rig.ask(1_000, 0, ask.write('a'), ask.send(1, 1)).ask(1_010, 0, ask.send(1, 2)).ask(1_020, 0, ask.write('b'), ask.send(1, 3)).ask(1_060, 0, ask.send(1, 4)).ask(1_110, 0, ask.send(1, 5));
    expect(rig.run().events).toEqual(['1150 1 hears 1', '1151 1 hears 2', '1200 1 hears 3', '1201 1 hears 4', '1210 1 hears 5']);
  });
});

describe('a sync', () => {
  test('covers all that was written before it began, and reports the tags together', () => {
    const rig = new Rig().ask(1_000, 0, ask.write('a', 1)).ask(1_010, 0, ask.write('b', 2), ask.write('c', 3)).ask(1_020, 0, ask.write('d', 4)).run();
    expect(rig.events).toEqual(['1050 0 stored 1', '1100 0 stored 2,3,4']);
    expect(rig.disk(0)).toEqual(['a', 'b', 'c', 'd']);
    expect(rig.world.counters.writesStored).toBe(4);
  });

  test('of untagged writes is not reported', () => {
    expect(new Rig().ask(1_000, 0, ask.write('a')).run().events).toEqual([]);
  });

  test('takes a time that is drawn from the bounds of the plan', () => {
    const rig = new Rig({ plan: { disk: { syncMin: 10, syncMax: 900 } } });
    for (let i = 1; i <= 50; i++) rig.ask(i * 1_000, 0, ask.write(i, i));
    const took = rig.run().seen.flatMap(({ event, time }) => (event.kind === 'stored' ? [time % 1_000] : []));
    expect(took).toHaveLength(50);
    expect(Math.min(...took)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...took)).toBeLessThanOrEqual(900);
    expect(Math.max(...took) - Math.min(...took)).toBeGreaterThan(700);
  });

  test('that fails takes with it all that is not stored, and what that withheld', () => {
    const plan = { faults: [at(900, { kind: 'ioError', node: 0, count: 1 } as const)] };
    const rig = new Rig({ plan }).ask(1_000, 0, ask.write('a', 1), ask.send(1, 'behind a')).ask(1_010, 0, ask.write('b', 2), ask.reply(1, 'behind b')).ask(1_100, 0, ask.reply(2, 'free'));
    expect(rig.run().events).toEqual(['1050 0 storage failed (io) 1,2']);
    expect(rig.replies).toEqual(['1100 0 answers 2: free']);
    expect(rig.disk(0)).toEqual([]);
  });

  test('that fails leaves nothing behind that could hold up the next', () => {
    const plan = { faults: [at(900, { kind: 'ioError', node: 0, count: 1 } as const)] };
    const rig = new Rig({ plan }).ask(1_000, 0, ask.write('a', 1)).ask(1_200, 0, ask.write('b', 2), ask.reply(1, 'done')).run();
    expect(rig.events).toEqual(['1050 0 storage failed (io) 1', '1250 0 stored 2']);
    expect(rig.replies).toEqual(['1250 0 answers 1: done']);
  });
});

describe('a crash', () => {
  test('drops what was withheld and the writes before it', () => {
    const rig = new Rig({ plan: { faults: [at(1_020, crash())] } }).ask(1_000, 0, ask.write('w', 1), ask.send(1, 'withheld'), ask.reply(1, 'withheld')).run();
    expect(rig.events).toEqual([]);
    expect(rig.replies).toEqual([]);
    expect(rig.disk(0)).toEqual([]);
  });

  test('and a restart within one sync leave nothing of the old sync to the new process', () => {
    const rig = new Rig({ plan: { faults: [at(1_020, crash(5))] } }).ask(1_000, 0, ask.write('old', 1)).ask(1_030, 0, ask.write('new', 2), ask.reply(1, 'new')).run();
    expect(rig.events).toEqual(['1080 0 stored 2']);
    expect(rig.disk(0)).toEqual(['new']);
  });
});

describe('the sync of a dead process', () => {
  const hang: Fault = { kind: 'hungDisk', node: 0, lasts: 2_000 };
  const synced = (rig: Rig): readonly string[] => rig.tidings.filter((line) => line.includes('synced') || line.includes('pause strikes'));

  test('is no sync and no milestone, whether it was under way or hung', () => {
    for (const faults of [[at(1_020, crash())], [at(900, hang), at(1_500, crash(null))], [at(900, hang), at(1_500, crash(100))]]) {
      const rig = new Rig({ plan: { faults: [...faults, on('writeSynced', { ...pause, node: 2 })] } }).ask(1_000, 0, ask.write('w', 1)).run();
      expect(synced(rig)).toEqual([]);
      expect(rig.world.unfired).toEqual([faults.length]);
    }
  });
});

describe('a fault may fall', () => {
  const play = (milestone: string, fault: Fault): Rig =>
    new Rig({ plan: { faults: [on(milestone, fault, { node: 0 })] } }).ask(1_000, 0, ask.write('w', 1), ask.sendEarly(1, 'early'), ask.send(1, 'withheld'), ask.reply(1, 'done')).run();

  test('right after a write was issued: nothing of it is left but what was early', () => {
    const rig = play('writeIssued', crash());
    expect(rig.everything.slice(3)).toEqual(['1000 0 is asked 0', '1100 1 hears early', '1500 0 starts with 0']);
    expect(rig.replies).toEqual([]);
  });

  test('between the sync and the release: the record is there, and nobody has heard of it', () => {
    const rig = play('writeSynced', crash());
    expect(rig.everything.slice(3)).toEqual(['1000 0 is asked 0', '1100 1 hears early', '1550 0 starts with 1']);
    expect(rig.replies).toEqual([]);
    expect(rig.disk(0)).toEqual(['w']);
  });

  test('right after the release: the world has heard of it, the process has not', () => {
    const rig = play('writeReleased', crash());
    expect(rig.everything.slice(3)).toEqual(['1000 0 is asked 0', '1100 1 hears early', '1150 1 hears withheld', '1550 0 starts with 1']);
    expect(rig.replies).toEqual(['1050 0 answers 1: done']);
  });

  test('there and restart the node at once: the new process hears nothing of the old writes', () => {
    for (const milestone of ['writeIssued', 'writeSynced', 'writeReleased']) {
      const rig = play(milestone, crash(0));
      expect(rig.events.filter((line) => line.includes('stored'))).toEqual([]);
      expect(rig.everything.filter((line) => line.includes('0 starts'))).toHaveLength(2);
    }
  });

  test('there as a pause: what follows waits until it ends', () => {
    expect(play('writeIssued', pause).events).toEqual(['1100 1 hears early', '1500 0 stored 1', '1600 1 hears withheld']);
    expect(play('writeSynced', pause).events).toEqual(['1100 1 hears early', '1550 0 stored 1', '1650 1 hears withheld']);
    expect(play('writeReleased', pause).events).toEqual(['1100 1 hears early', '1150 1 hears withheld', '1550 0 stored 1']);
  });

  test('there as a pause: the order of what the node says is kept', () => {
    const rig = new Rig({ network: { reorder: false }, plan: { faults: [on('writeSynced', pause)] } });
    rig.ask(1_000, 0, ask.write('w'), ask.send(1, 'withheld')).ask(1_060, 0, ask.send(1, 'said after the pause'));
    expect(rig.run().events).toEqual(['1650 1 hears withheld', '1651 1 hears said after the pause']);
  });

  test('there as a second pause, while the node catches up: it hears what is stored before what came later', () => {
    const rig = new Rig({ plan: { faults: [at(1_010, pause), on('writeReleased', pause)] } });
    rig.ask(1_000, 0, ask.write('w', 1)).ask(1_200, 1, ask.send(0, 'later'));
    // The first pause ends at 1510 with the release, where the second begins.
    expect(rig.run().events).toEqual(['2010 0 stored 1', '2010 0 hears later']);
  });

  test('there as slowness: what the slow node says meanwhile does not overtake what is withheld', () => {
    const slow: Fault = { kind: 'slowNode', node: 0, lag: 300, lasts: 10_000 };
    const rig = new Rig({ network: { reorder: false }, plan: { faults: [at(900, slow)] } });
    rig.ask(1_000, 0, ask.write('w', 1), ask.send(1, 'withheld')).ask(1_200, 0, ask.send(1, 'later')).ask(1_400, 0, ask.send(1, 'last'));
    // Asked at 1300, synced at 1350; the process hears of it at 1650, after it was asked again at 1500.
    expect(rig.run().events).toEqual(['1650 0 stored 1', '1750 1 hears withheld', '1751 1 hears later', '1800 1 hears last']);
  });
});

describe('while the process is paused', () => {
  test('the device works on: what it syncs survives a crash', () => {
    const plan = { faults: [at(1_010, { ...pause, lasts: 10_000 }), at(2_000, crash())] };
    const rig = new Rig({ plan }).ask(1_000, 0, ask.write('w', 1), ask.reply(1, 'withheld')).run();
    expect(rig.disk(0)).toEqual(['w']);
    expect(rig.replies).toEqual([]);
    expect(rig.events).toEqual([]);
  });

  test('a failure waits, and everything written until it is heard of fails with it', () => {
    const plan = { faults: [at(900, { kind: 'ioError', node: 0, count: 1 } as const), at(1_010, { kind: 'slowNode', node: 0, lag: 100, lasts: 10_000 } as const)] };
    const rig = new Rig({ plan }).ask(1_000, 0, ask.write('a', 1)).ask(1_020, 0, ask.write('b', 2)).run();
    // The device fails at 1050, the second write is issued at 1120, the process hears of the failure at 1150.
    expect(rig.events).toEqual(['1150 0 storage failed (io) 1,2']);
    expect(rig.disk(0)).toEqual([]);
  });
});

describe('a hung disk', () => {
  const hang = (lasts: number): Fault => ({ kind: 'hungDisk', node: 0, lasts });

  test('hangs for the process that starts meanwhile, too', () => {
    const plan = { faults: [at(1_000, hang(1_000)), at(1_200, crash(100))] };
    const rig = new Rig({ plan }).ask(1_100, 0, ask.write('old', 1)).ask(1_400, 0, ask.write('new', 2)).run();
    expect(rig.events).toEqual(['2000 0 stored 2']);
    expect(rig.disk(0)).toEqual(['new']);
  });

  test('hangs until the last of overlapping faults ends', () => {
    const plan = { faults: [at(1_000, hang(2_000)), at(1_500, hang(100))] };
    expect(new Rig({ plan }).ask(1_100, 0, ask.write('w', 1)).run().events).toEqual(['3000 0 stored 1']);
  });

  test('lets a sync begun before go on when it ends, with what it covered and no more', () => {
    const rig = new Rig({ plan: { faults: [at(1_010, hang(1_000))] } }).ask(1_000, 0, ask.write('a', 1)).ask(1_020, 0, ask.write('b', 2)).run();
    expect(rig.events).toEqual(['2010 0 stored 1', '2060 0 stored 2']);
  });

  test('that is healed lets go at once', () => {
    const rig = new Rig({ plan: { faults: [at(1_000, hang(1_000_000))] } }).ask(1_100, 0, ask.write('w', 1)).act(2_000, () => rig.world.heal([0]));
    expect(rig.run().events).toEqual(['2050 0 stored 1']);
  });
});

test('slow disks add up, and a healed one is prompt again', () => {
  const slow: Fault = { kind: 'slowDisk', node: 0, delay: 1_000, lasts: 100_000 };
  const rig = new Rig({ plan: { faults: [at(900, slow), at(950, slow)] } }).ask(1_000, 0, ask.write('a', 1)).ask(5_000, 0, ask.write('b', 2)).act(6_000, () => rig.world.heal([0]));
  expect(rig.run().events).toEqual(['3050 0 stored 1', '6050 0 stored 2']);
});
