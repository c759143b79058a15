/** Capsules that are broken, foreign or mean harm: each is refused with one clear message, and before it costs anything. */
import { Packr } from 'msgpackr';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CapsuleError, decodeCapsule, encodeCapsule, largestCapsule, type Capsule } from './capsule.ts';
import { emptyPlan } from './plan.ts';

const sound: Capsule = {
  scenario: 'calm',
  codeHash: '0123456789abcdef',
  seed: 17,
  mutant: null,
  plan: {
    ...emptyPlan,
    faults: [
      { trigger: { kind: 'time', at: 5 }, fault: { kind: 'pause', node: 1, lasts: 9 } },
      { trigger: { kind: 'milestone', name: 'writeIssued', node: null, occurrence: 1, delay: 0 }, fault: { kind: 'crash', node: 0, down: null, power: { survivors: 0, torn: true } } },
      { trigger: { kind: 'time', at: 5 }, fault: { kind: 'partition', shape: 'halves', groups: [[0], [1, 2]], lasts: 9 } },
    ],
    deviations: [{ kind: 'late', message: 77, by: 5 }],
    clients: [{ client: 0, operations: [{ id: 0, request: { put: 'k' }, think: 0 }] }],
    scripts: [{ script: 0, rounds: null }],
    knobs: { snapshotEvery: 10 },
  },
  failure: { kind: 'safety', property: 'one leader', message: 'two leaders', step: 2, time: 9, node: 1 },
  steps: 2,
  time: 10,
  hash: '0011223344556677',
  digests: Uint8Array.of(1, 2, 3, 4),
  versions: { faultline: '0.1.0', node: 'v20.20.2' },
  shrunk: false,
};

const file = encodeCapsule(sound);
const end = file.length - 4;

const word = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** A true envelope around any payload. */
const wrap = (payload: Uint8Array): Buffer => Buffer.concat([file.subarray(0, 12), word(payload.length), payload, word(crc32(payload))]);

const packr = new Packr({ useRecords: false });

/** The sound capsule with one thing replaced, or removed where the value is undefined. */
function altered(path: string, value: unknown): Buffer {
  const tree: unknown = packr.unpack(file.subarray(16, end));
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let parent = tree;
  for (const step of steps) parent = typeof parent === 'object' && parent !== null ? Reflect.get(parent, step) : null;
  if (typeof parent !== 'object' || parent === null) throw new RangeError(`there is no ${path}`);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
  return wrap(packr.pack(tree));
}

/** The sound capsule with a request spelled in bytes. Where that stands in the file is replaced by "byte @+n" in the message. */
const marker = packr.pack({ put: 'k' });
const payload = Buffer.from(file.subarray(16, end));
const place = payload.indexOf(marker);
const asking = (...bytes: readonly (number | Uint8Array)[]): Buffer =>
  wrap(Buffer.concat([payload.subarray(0, place), ...bytes.map((part) => (typeof part === 'number' ? Uint8Array.of(part) : part)), payload.subarray(place + marker.length)]));
const at = (offset: number): string => `byte ${16 + place + offset}`;

const many = (byte: number, count: number): Buffer => Buffer.alloc(count, byte);
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const changed = (position: number, byte: number): Buffer => Buffer.from(file.with(position, byte));
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(9, 0xcb);
  bytes.writeDoubleBE(value, 1);
  return bytes;
};

type Case = readonly [name: string, bytes: Uint8Array, message: string];

function refusesEach(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, bytes, message) => {
    expect(() => decodeCapsule(bytes)).toThrow(new CapsuleError(message));
  });
}

test('the sound capsule is taken, also in an envelope made here, whose checksum comes from elsewhere', () => {
  expect(decodeCapsule(file)).toStrictEqual(sound);
  expect(decodeCapsule(wrap(payload))).toStrictEqual(sound);
  expect(decodeCapsule(altered('seed', 18))).toStrictEqual({ ...sound, seed: 18 });
});

describe('an envelope is refused:', () => {
  refusesEach([
    ['an empty file', new Uint8Array(), 'byte 0: expected a capsule, got an empty file'],
    ['a file of JSON', ascii('{"seed": 17}'), 'byte 0: expected the mark that every capsule begins with, got something else: this is no capsule'],
    ['a file that begins almost alike', ascii('\x89PNG\r\n\x1a\n'), 'byte 1: expected the mark that every capsule begins with, got something else: this is no capsule'],
    ['line ends made those of Unix', Buffer.concat([file.subarray(0, 4), file.subarray(5)]), 'byte 4: expected a capsule, got one whose line ends were changed, as if it were text'],
    ['line ends made those of Windows', Buffer.concat([file.subarray(0, 7), ascii('\r'), file.subarray(7)]), 'byte 7: expected a capsule, got one whose line ends were changed, as if it were text'],
    ['the mark cut off', file.subarray(0, 5), 'byte 5: expected a header of 16 bytes, got the end of the file'],
    ['the header cut off', file.subarray(0, 15), 'byte 15: expected a header of 16 bytes, got the end of the file'],
    ['a format of the future', changed(8, 7), 'byte 8: made by a newer faultline: format 7, this one reads 1'],
    ['a format of the far future', changed(11, 0xff), 'byte 8: made by a newer faultline: format 4278190081, this one reads 1'],
    ['a format that never was', changed(8, 0), 'byte 8: expected format 1, got 0'],
    ['the payload cut off', file.subarray(0, 100), `byte 100: expected ${file.length} bytes in all, got the end of the file: it is truncated`],
    ['the last byte cut off', file.subarray(0, -1), `byte ${file.length - 1}: expected ${file.length} bytes in all, got the end of the file: it is truncated`],
    ['a byte too many', Buffer.concat([file, ascii('\n')]), `byte ${file.length}: expected the end of the file, got 1 more bytes`],
    ['two capsules in one file', Buffer.concat([file, file]), `byte ${file.length}: expected the end of the file, got ${file.length} more bytes`],
    ['a payload of 4 GiB claimed', changed(15, 0xff), `byte 12: expected at most 67108864 bytes in all, got a claim of ${file.length + 0xff00_0000}`],
    ['a file of more than 64 MiB', new Uint8Array(largestCapsule + 1), 'expected at most 67108864 bytes, got 67108865'],
    [
      'a bit of the payload flipped',
      changed(40, (file[40] ?? 0) ^ 1),
      `byte ${end}: expected checksum ${hex(crc32(file.with(40, (file[40] ?? 0) ^ 1).subarray(16, end)))}, got ${hex(crc32(payload))}: the file is damaged`,
    ],
    [
      'a bit of the checksum flipped',
      changed(end, (file[end] ?? 0) ^ 1),
      `byte ${end}: expected checksum ${hex(crc32(payload))}, got ${hex((crc32(payload) ^ 1) >>> 0)}: the file is damaged`,
    ],
  ]);
});

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

describe('before anything is decoded, a payload is refused:', () => {
  refusesEach([
    ['nothing in it', wrap(new Uint8Array()), 'byte 16: expected a value, got the end of the payload'],
    ['a value after the value', wrap(Uint8Array.of(0xc0, 0xc0)), 'byte 17: expected the end of the payload, got 1 more bytes'],
    ['a list that claims 4 billion elements', asking(0xdd, many(0xff, 4)), `${at(0)}: expected 4294967295 elements, got ${payload.length - place - marker.length} bytes until the end`],
    ['a map that claims 4 billion names', asking(0xdf, many(0xff, 4)), `${at(0)}: expected 8589934590 names and values, got ${payload.length - place - marker.length} bytes until the end`],
    ['a text that claims 1 GB', asking(0xdb, 0x40, 0, 0, 0), `${at(5)}: expected a text of 1073741824 bytes, got ${payload.length - place - marker.length} bytes until the end`],
    ['bytes that claim 1 GB', asking(0xc6, 0x40, 0, 0, 0), `${at(5)}: expected a block of 1073741824 bytes, got ${payload.length - place - marker.length} bytes until the end`],
    ['lists 100,000 deep', asking(many(0x91, 100_000), 0xc0), `${at(250)}: expected at most 256 levels, got one more`],
    ['maps 100,000 deep', asking(Buffer.concat(Array.from({ length: 100_000 }, () => ascii('\x81\xa1a'))), 0xc0), `${at(250 * 3)}: expected at most 256 levels, got one more`],
    ['more than 2 million values', wrap(Buffer.concat([Uint8Array.of(0xdd, 0, 0x1e, 0x84, 0x80), many(0xc0, 2_000_000)])), `byte ${16 + 5 + 1_999_999}: expected at most 2000000 values, got one more`],
    ['a name "__proto__"', asking(0x81, 0xa9, ascii('__proto__'), 0x80), `${at(1)}: expected a name that no prototype has, got "__proto__"`],
    ['a long spelling of "__proto__"', asking(0x81, 0xd9, 9, ascii('__proto__'), 0x80), `${at(1)}: expected a name that no prototype has, got "__proto__"`],
    ['a name twice', asking(0x82, ascii('\xa1k'), 1, ascii('\xa1k'), 2), `${at(4)}: expected each name once, got "k" again`],
    ['a name twice, spelled in two ways', asking(0x82, ascii('\xa1k'), 1, ascii('\xd9\x01k'), 2), `${at(4)}: expected each name once, got "k" again`],
    ['a name twice among many', asking(0x8a, ascii('abcdefghi'.replaceAll(/./g, '\xa1$&\x01')), ascii('\xa1b'), 1), `${at(28)}: expected each name once, got "b" again`],
    ['a name twice beyond many', asking(0x8c, ascii('abcdefghijk'.replaceAll(/./g, '\xa1$&\x01')), ascii('\xa1j'), 1), `${at(34)}: expected each name once, got "j" again`],
    ['a name of 1 MB', asking(0x81, 0xdb, 0, 0x10, 0, 0, many(0x61, 2 ** 20), 1), `${at(1)}: expected a name of at most 10000 bytes, got 1048576 bytes`],
    ['a number for a name', asking(0x81, 1, 1), `${at(1)}: expected a name, got something that is no text`],
    ['a list for a name', asking(0x81, 0x90, 1), `${at(1)}: expected a name, got something that is no text`],
    ['NaN', asking(float(Number.NaN)), `${at(0)}: expected a finite number that is not -0, got NaN`],
    ['an infinite number', asking(float(-Infinity)), `${at(0)}: expected a finite number that is not -0, got -Infinity`],
    ['-0', asking(float(-0)), `${at(0)}: expected a finite number that is not -0, got -0`],
    ['undefined, as msgpackr writes it', asking(0xd4, 0, 0), `${at(0)}: expected plain data, got an extension (0xd4)`],
    ['a record of msgpackr, which would be compiled to a function', asking(0xd4, 0x72, 0x40, 0x91, ascii('\xa1k'), 1), `${at(0)}: expected plain data, got an extension (0xd4)`],
    ['a pointer of msgpackr, which could make a circle', asking(0xd6, 0x70, 0, 0, 0, 1), `${at(0)}: expected plain data, got an extension (0xd6)`],
    ['an extension that claims 4 GB', asking(0xc9, many(0xff, 4), 1), `${at(0)}: expected plain data, got an extension (0xc9)`],
    ['a date', asking(0xd6, 0xff, 0, 0, 0, 0), `${at(0)}: expected plain data, got an extension (0xd6)`],
    ['an integer of 64 bits', asking(0xcf, many(0xff, 8)), `${at(0)}: expected plain data, got an integer of 64 bits`],
    ['a number of 32 floating bits', asking(0xca, many(0, 4)), `${at(0)}: expected plain data, got a number of 32 floating bits`],
    ['the byte that means nothing', asking(0xc1), `${at(0)}: expected plain data, got the byte 0xc1, which means nothing`],
    ['a text that is no UTF-8', asking(0xa2, 0xc3, 0x28), `${at(1)}: expected well-formed UTF-8, got byte 0xc3`],
    ['a text with a character spelled too long', asking(0xa2, 0xc0, 0xaf), `${at(1)}: expected well-formed UTF-8, got byte 0xc0`],
    ['a text with half a pair', asking(0xa3, 0xed, 0xa0, 0x80), `${at(1)}: expected well-formed UTF-8, got byte 0xed`],
    ['a text cut within a character', asking(0xa2, 0x61, 0xe2), `${at(2)}: expected well-formed UTF-8, got byte 0xe2`],
    ['a character beyond Unicode', asking(0xa4, 0xf4, 0x90, 0x80, 0x80), `${at(1)}: expected well-formed UTF-8, got byte 0xf4`],
    ['a byte order mark, which decoding would eat', asking(0xa3, 0xef, 0xbb, 0xbf), `${at(1)}: expected a text without a byte order mark, got one`],
    ['a number cut off', wrap(Uint8Array.of(0xce, 1, 2)), 'byte 17: expected a number of 4 bytes, got only 2 bytes'],
    ['a length cut off', wrap(Uint8Array.of(0xdb, 1)), 'byte 17: expected a length, got only 1 bytes'],
  ]);
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const crowd = (count: number, one: unknown): readonly unknown[] => Array.from({ length: count }, () => one);
const fault = 'plan.faults.0.fault';
const request = 'plan.clients.0.operations.0.request';
const requestPath = 'plan.clients[0].operations[0].request';
const microseconds = 'expected a whole number of microseconds';

describe('a capsule that says something else than capsules say is refused:', () => {
  refusesEach([
    ['no object at all', wrap(packr.pack([1])), 'expected an object, got a list of 1'],
    ['a field less', altered('seed', undefined), 'seed: expected a whole number, got nothing'],
    ['a field more', altered('sead', 1), 'sead: expected no such field: known are scenario, codeHash, seed, mutant, plan, failure, steps, time, hash, digests, versions, shrunk, landmarks, timers (did you mean "seed"?)'],
    ['a field with the name of a method', altered('toString', 1), 'toString: expected no such field: known are scenario, codeHash, seed, mutant, plan, failure, steps, time, hash, digests, versions, shrunk, landmarks, timers'],
    ['a scenario from the root', altered('scenario', '/etc/passwd'), 'scenario: expected the name of a scenario, or a relative path with forward slashes, got "/etc/passwd"'],
    ['a scenario that is a program', altered('scenario', 'data:text/javascript,x()'), 'scenario: expected the name of a scenario, or a relative path with forward slashes, got "data:text/javascript,x()"'],
    ['a scenario of Windows', altered('scenario', '..\\x.ts'), 'scenario: expected the name of a scenario, or a relative path with forward slashes, got "..\\\\x.ts"'],
    ['a scenario that a terminal would obey', altered('scenario', 'x\u009b2J\u001b'), 'scenario: expected the name of a scenario, or a relative path with forward slashes, got "x\\u009b2J\\u001b"'],
    ['a scenario without a name', altered('scenario', ''), 'scenario: expected the name of a scenario, or a relative path with forward slashes, got ""'],
    ['a code hash of other digits', altered('codeHash', 'WXYZ'), 'codeHash: expected 8 to 128 hexadecimal digits, got "WXYZ"'],
    ['half a seed', altered('seed', 0.5), 'seed: expected a whole number, got 0.5'],
    ['a seed beyond exactness', altered('seed', 2 ** 53), 'seed: expected a whole number, got 9007199254740992'],
    ['a mutant without a name', altered('mutant', 3), 'mutant: expected a text of at most 500 characters, got 3'],
    ['a mutant with a novel for a name', altered('mutant', 'm'.repeat(501)), `mutant: expected a text of at most 500 characters, got "${'m'.repeat(40)}..."`],
    ['no plan', altered('plan', null), 'plan: expected an object, got null'],
    ['more loss than all', altered('plan.network.loss', 1_001), 'plan.network.loss: expected a rate from 0 to 1000 in a thousand, got 1001'],
    ['a negative latency', altered('plan.network.latencyMin', -1), `plan.network.latencyMin: ${microseconds}, got -1`],
    ['no bandwidth at all', altered('plan.network.bandwidth', 0), 'plan.network.bandwidth: expected a whole number from 1, got 0'],
    ['a number for yes', altered('plan.network.reorder', 1), 'plan.network.reorder: expected true or false, got 1'],
    ['a time in words', altered('plan.disk.syncMax', 'x'), `plan.disk.syncMax: ${microseconds}, got "x"`],
    ['clocks without a skew', altered('plan.clocks', {}), `plan.clocks.skew: ${microseconds}, got nothing`],
    ['faults by name', altered('plan.faults', {}), 'plan.faults: expected a list of at most 10000, got an object'],
    ['10,001 faults', altered('plan.faults', crowd(10_001, 0)), 'plan.faults: expected a list of at most 10000, got a list of 10001'],
    ['a misspelt fault', altered(`${fault}.kind`, 'pasue'), 'plan.faults[0].fault.kind: expected one of partition, oneWay, swizzle, clog, disconnect, reconnect, longDelays, setNetwork, crash, restart, fullRestart, pause, slowNode, wipe, slowDisk, hungDisk, ioError, diskFull, bitRot, clockDrift, clockJump, got "pasue" (did you mean "pause"?)'],
    ['a fault named as a method', altered(`${fault}.kind`, 'constructor'), 'plan.faults[0].fault.kind: expected one of partition, oneWay, swizzle, clog, disconnect, reconnect, longDelays, setNetwork, crash, restart, fullRestart, pause, slowNode, wipe, slowDisk, hungDisk, ioError, diskFull, bitRot, clockDrift, clockJump, got "constructor"'],
    ['a fault without a kind', altered(fault, { node: 1 }), 'plan.faults[0].fault.kind: expected one of partition, oneWay, swizzle, clog, disconnect, reconnect, longDelays, setNetwork, crash, restart, fullRestart, pause, slowNode, wipe, slowDisk, hungDisk, ioError, diskFull, bitRot, clockDrift, clockJump, got nothing'],
    ['a fault that lasts a word', altered(`${fault}.lasts`, 'x'), `plan.faults[0].fault.lasts: ${microseconds}, got "x"`],
    ['a field of another fault', altered(`${fault}.power`, null), 'plan.faults[0].fault.power: expected no such field: known are kind, node, lasts'],
    ['a node below the first', altered(`${fault}.node`, -1), 'plan.faults[0].fault.node: expected a node from 0 to 9999, got -1'],
    ['a node among the groups that is none', altered('plan.faults.2.fault.groups.1.0', 'n1'), 'plan.faults[2].fault.groups[1][0]: expected a node from 0 to 9999, got "n1"'],
    ['a shape that no partition has', altered('plan.faults.2.fault.shape', 'halfs'), 'plan.faults[2].fault.shape: expected one of halves, one, ring, bridge, got "halfs" (did you mean "halves"?)'],
    ['power that is half gone', altered('plan.faults.1.fault.power.torn', undefined), 'plan.faults[1].fault.power.torn: expected true or false, got nothing'],
    ['a stopped clock', altered(fault, { kind: 'clockDrift', node: 0, rate: 0, lasts: 1 }), 'plan.faults[0].fault.rate: expected a clock rate from 1 to 1000000000 (1000000 is exact), got 0'],
    ['a trigger of no kind', altered('plan.faults.0.trigger.kind', 'never'), 'plan.faults[0].trigger.kind: expected one of time, milestone, got "never"'],
    ['the noughth time', altered('plan.faults.1.trigger.occurrence', 0), 'plan.faults[1].trigger.occurrence: expected a whole number from 1, got 0'],
    ['a message of 33 bits', altered('plan.deviations.0.message', 2 ** 32), 'plan.deviations[0].message: expected the identity of a message, a whole number of 32 bits, got 4294967296'],
    ['100,001 deviations', altered('plan.deviations', crowd(100_001, 0)), 'plan.deviations: expected a list of at most 100000, got a list of 100001'],
    ['10,001 clients', altered('plan.clients', crowd(10_001, 0)), 'plan.clients: expected a list of at most 10000, got a list of 10001'],
    ['100,001 operations', altered('plan.clients.0.operations', crowd(100_001, 0)), 'plan.clients[0].operations: expected a list of at most 100000, got a list of 100001'],
    ['a request 65 deep', altered(request, deep(65)), `${requestPath}${'[0]'.repeat(21)}...: expected at most 64 levels, got a list of 1`],
    ['a request that is missing', altered(request, undefined), `${requestPath}: expected a request, got nothing`],
    ['a knob that is no number', altered('plan.knobs.snapshotEvery', '10'), 'plan.knobs.snapshotEvery: expected a finite number, got "10"'],
    ['a knob with an odd name', altered('plan.knobs', { 'a b': null }), 'plan.knobs["a b"]: expected a finite number, got null'],
    ['a script cut short before it began', altered('plan.scripts.0.rounds', -1), 'plan.scripts[0].rounds: expected a whole number from 0, got -1'],
    ['a failure of no kind', altered('failure.kind', 'saftey'), 'failure.kind: expected one of safety, notLinearizable, liveness, nondeterminism, checkerUnknown, vacuous, got "saftey" (did you mean "safety"?)'],
    ['a failure with bytes for a message', altered('failure.message', Uint8Array.of(1)), 'failure.message: expected a text of at most 10000000 characters, got 1 bytes'],
    ['a hash of 15 digits', altered('hash', '001122334455667'), 'hash: expected 16 hexadecimal digits, got "001122334455667"'],
    ['digests in words', altered('digests', 'AQI='), 'digests: expected bytes, got "AQI="'],
    ['digests of other steps', altered('digests', Uint8Array.of(1, 2)), 'digests: expected 2 bytes for each of the 2 steps, or none, got 2 bytes'],
    ['a version less', altered('versions', { faultline: '0.1.0' }), 'versions.node: expected a text of at most 500 characters, got nothing'],
    ['perhaps shrunk', altered('shrunk', null), 'shrunk: expected true or false, got null'],
  ]);
});

describe('a request in a spelling that nothing writes is refused:', () => {
  refusesEach([
    ['an escape that is none', altered(request, { $date: 1 }), `${requestPath}.$date: expected one of $bigint, $map, $object, $set, $units`],
    ['an escape with something beside it', altered(request, { $set: [], x: 1 }), `${requestPath}.$set: expected a name that does not begin with $, or no other field beside it`],
    ['an integer in words', altered(request, { $bigint: '0x1f' }), `${requestPath}.$bigint: expected the decimal digits of a big integer, got "0x1f"`],
    ['an integer of a million digits', altered(request, { $bigint: '9'.repeat(1_000_000) }), `${requestPath}.$bigint: expected the decimal digits of a big integer, got "${'9'.repeat(40)}..."`],
    ['a map without pairs', altered(request, { $map: [[1]] }), `${requestPath}.$map[0]: expected a pair, got a list of 1`],
    ['a map with a key twice', altered(request, { $map: [[1, 2], [1, 3]] }), `${requestPath}.$map: expected each only once, got 1 again`],
    ['a set with an element twice', altered(request, { $set: ['a', 'b', 'a'] }), `${requestPath}.$set: expected each only once, got 1 again`],
    ['an object that smuggles "__proto__"', altered(request, { $object: [['__proto__', { admin: true }]] }), `${requestPath}.$object[0][0]: expected a name other than "__proto__", got "__proto__"`],
    ['an object with a name twice', altered(request, { $object: [['$', 1], ['$', 2]] }), `${requestPath}.$object: expected each only once, got 1 again`],
    ['a text of numbers that are no characters', altered(request, { $units: [97, 65_536] }), `${requestPath}.$units[1]: expected a UTF-16 unit, got 65536`],
    ['a whole capsule in disguise', wrap(packr.pack({ $map: [['seed', 1]] })), 'expected an object, got a collection'],
  ]);
});

test('nothing that was read has touched the prototype of all objects', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Reflect.ownKeys({})).toEqual([]);
});
