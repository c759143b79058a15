import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stored } from '../core/protocol.ts';
import { Disk, type Batch, type DiskWrite, type Withheld } from './disk.ts';

const write = (...records: readonly unknown[]): DiskWrite => ({ replace: false, records });
const rewrite = (...records: readonly unknown[]): DiskWrite => ({ replace: true, records });
const batch = (writes: readonly DiskWrite[], tags: readonly number[] = [], identity = 0): Batch => ({ identity, writes, tags, withheld: [] });
const answer = (id: number): Withheld => ({ kind: 'reply', id, result: 'done' });

const plain = (stored: readonly Stored<unknown>[]): readonly unknown[] => stored.map((item) => (item.kind === 'record' ? item.record : item.kind));
const contents = (disk: Disk): readonly unknown[] => plain(disk.contents);

function diskWith(...batches: readonly Batch[]): Disk {
  const disk = new Disk();
  for (const batch of batches) disk.enqueue(batch);
  return disk;
}

/** A disk on which a, b and c are stored. */
function stored(): Disk {
  const disk = diskWith(batch([write('a', 'b', 'c')]));
  disk.sync();
  disk.release();
  return disk;
}

describe('batches', () => {
  test('are stored first in, first out, and count their writes', () => {
    const disk = diskWith(batch([write('a'), write('b')]), batch([write('c')]), batch([write('d')]));
    expect(contents(disk)).toEqual([]);
    expect([disk.sync(), disk.sync()]).toEqual([2, 1]);
    expect(contents(disk)).toEqual(['a', 'b', 'c']);
    expect(disk.pendingCount).toBe(1);
  });

  test('are a barrier until they are released', () => {
    const disk = diskWith(batch([write('a')]));
    expect(disk.isBarrier).toBe(true);
    disk.sync();
    expect(disk.isBarrier).toBe(true);
    disk.release();
    expect(disk.isBarrier).toBe(false);
  });

  test('withhold behind the latest of them, stored or not', () => {
    const disk = diskWith(batch([write('a')]), batch([write('b')]));
    disk.withhold(answer(1));
    disk.sync();
    disk.sync();
    disk.withhold(answer(2));
    expect([disk.release().withheld, disk.release().withheld]).toEqual([[], [answer(1), answer(2)]]);
    expect(() => disk.withhold(answer(3))).toThrow('only a write withholds what comes after it');
  });

  test('that fail are gone with what they withheld, but not those already stored', () => {
    const disk = diskWith(batch([write('a')], [1]), batch([write('b')], [2]), batch([write('c')], [3, 4]));
    disk.sync();
    disk.withhold(answer(1));
    expect(disk.fail()).toEqual([2, 3, 4]);
    expect(contents(disk)).toEqual(['a']);
    expect(disk.release().withheld).toEqual([]);
  });

  test('cannot be synced or released before they are written or stored', () => {
    expect(() => new Disk().sync()).toThrow('a sync covers only what was written');
    expect(() => diskWith(batch([write('a')])).release()).toThrow('only what is stored is released');
  });
});

test('a rewrite takes the place of everything', () => {
  const disk = stored();
  disk.enqueue(batch([write('d'), rewrite('x', 'y'), write('z')]));
  disk.sync();
  expect(contents(disk)).toEqual(['x', 'y', 'z']);
});

describe('a power failure', () => {
  test.each([
    [{ survivors: 0, torn: false }, ['a', 'b', 'c'], { lost: 4, torn: false }],
    [{ survivors: 0, torn: true }, ['a', 'b', 'c', 'torn'], { lost: 4, torn: true }],
    [{ survivors: 1, torn: false }, ['a', 'b', 'c', 'd'], { lost: 3, torn: false }],
    [{ survivors: 1, torn: true }, ['a', 'b', 'c', 'd', 'torn'], { lost: 3, torn: true }],
    // The third is a rewrite: whole, or not at all.
    [{ survivors: 2, torn: true }, ['a', 'b', 'c', 'd', 'e'], { lost: 2, torn: false }],
    [{ survivors: 3, torn: true }, ['x', 'y', 'torn'], { lost: 1, torn: true }],
    [{ survivors: 4, torn: true }, ['x', 'y', 'z'], { lost: 0, torn: false }],
    [{ survivors: 99, torn: true }, ['x', 'y', 'z'], { lost: 0, torn: false }],
  ])('%o leaves %j', (power, left, loss) => {
    const disk = stored();
    disk.enqueue(batch([write('d'), write('e')]));
    disk.enqueue(batch([rewrite('x', 'y'), write('z')]));
    disk.withhold(answer(1));
    expect(disk.lose(power)).toEqual(loss);
    expect(contents(disk)).toEqual(left);
    expect(disk.isBarrier).toBe(false);
  });

  test('between sync and release keeps the record and drops what it withheld', () => {
    const disk = diskWith(batch([write('a')]));
    disk.withhold(answer(1));
    disk.sync();
    expect(disk.lose({ survivors: 0, torn: true })).toEqual({ lost: 0, torn: false });
    expect(contents(disk)).toEqual(['a']);
    expect(disk.isBarrier).toBe(false);
  });

  test('leaves all that was synced, and a prefix of the rest', () => {
    const units = fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(units, fc.nat(6), fc.nat(20), fc.boolean(), (batches, synced, survivors, torn) => {
        const disk = diskWith(...batches.map((records) => batch([write(...records)])));
        for (let i = 0; i < Math.min(synced, batches.length); i++) disk.sync();
        const before = contents(disk);
        const { lost, torn: isTorn } = disk.lose({ survivors, torn });
        const after = contents(disk);
        const all = batches.flat();
        expect(after.slice(0, before.length)).toEqual(before);
        expect(after.slice(0, all.length - lost)).toEqual(all.slice(0, all.length - lost));
        expect(after.slice(all.length - lost)).toEqual(isTorn ? ['torn'] : []);
        expect(lost).toBe(Math.max(0, all.length - before.length - survivors));
      }),
    );
  });
});

describe('bit rot', () => {
  test('damages one record, counted from the newest', () => {
    const disk = stored();
    expect(disk.rot(1)).toBe(true);
    expect(contents(disk)).toEqual(['a', 'corrupt', 'c']);
  });

  test('finds nothing where there is no record, or no whole one', () => {
    const disk = stored();
    disk.rot(1);
    expect(disk.rot(1)).toBe(false);
    expect(disk.rot(3)).toBe(false);
    expect(new Disk().rot(0)).toBe(false);
  });

  test('goes with the next rewrite', () => {
    const disk = stored();
    disk.rot(0);
    disk.enqueue(batch([rewrite('new')]));
    disk.sync();
    expect(contents(disk)).toEqual(['new']);
  });
});

test('a wiped disk is empty and bars nothing', () => {
  const disk = stored();
  disk.enqueue(batch([write('d')]));
  disk.wipe();
  expect(contents(disk)).toEqual([]);
  expect(disk.isBarrier).toBe(false);
});

test('what was read from a disk does not change when it is written', () => {
  const disk = stored();
  const before = disk.contents;
  disk.rot(0);
  disk.enqueue(batch([write('d')]));
  disk.sync();
  expect(plain(before)).toEqual(['a', 'b', 'c']);
});

test('a copy goes its own way', () => {
  const disk = stored();
  disk.enqueue(batch([write('d')]));
  disk.enqueue(batch([write('e')]));
  disk.sync();
  const twin = disk.copy();
  disk.withhold(answer(1));
  disk.sync();
  disk.rot(0);
  disk.failures = 3;
  expect(contents(twin)).toEqual(['a', 'b', 'c', 'd']);
  expect(twin.failures).toBe(0);
  twin.sync();
  expect([twin.release().withheld, twin.release().withheld]).toEqual([[], []]);
});
