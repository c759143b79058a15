import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Dictionary } from '../core/dictionary.ts';
import { findDifference } from '../core/canonical.ts';
import { CapsuleError, decodeCapsule, encodeCapsule, type Capsule } from './capsule.ts';
import { calmNetwork, emptyPlan, type Deviation, type Fault, type Plan } from './plan.ts';
import { findMisfit } from './plan-shape.ts';
import { fields, kinds, whole, words } from './shape.ts';

const most = Number.MAX_SAFE_INTEGER;
const power = { survivors: 3, torn: true };

/** One of each kind, with the ends of its ranges. */
const everyFault: readonly Fault[] = [
  { kind: 'partition', shape: 'ring', groups: [[0], [1, 2], []], lasts: 0 },
  { kind: 'oneWay', from: [], to: [9_999], lasts: most },
  { kind: 'swizzle', nodes: [{ node: 0, starts: 0, ends: most }] },
  { kind: 'clog', from: 0, to: 1, lasts: 1 },
  { kind: 'disconnect', node: 0, lasts: null },
  { kind: 'disconnect', node: 0, lasts: 0 },
  { kind: 'reconnect', node: 9_999 },
  { kind: 'longDelays', kinds: [], rate: 1_000, min: 0, max: most, lasts: null },
  { kind: 'longDelays', kinds: ['answer', ''], rate: 0, min: 1, max: 0, lasts: 2 },
  { kind: 'setNetwork', network: calmNetwork },
  { kind: 'restart', node: 0 },
  { kind: 'crash', node: 0, down: null, power },
  { kind: 'crash', node: 0, down: 0, power: { survivors: 0, torn: false } },
  { kind: 'fullRestart', down: 5, power },
  { kind: 'pause', node: 2, lasts: 7 },
  { kind: 'slowNode', node: 2, lag: 1, lasts: 7 },
  { kind: 'wipe', node: 1, down: 9 },
  { kind: 'slowDisk', node: 1, delay: 1, lasts: 2 },
  { kind: 'hungDisk', node: 1, lasts: 2 },
  { kind: 'ioError', node: 1, count: 2 },
  { kind: 'diskFull', node: 1, lasts: 2 },
  { kind: 'bitRot', node: 1, record: 0 },
  { kind: 'clockDrift', node: 1, rate: 1, lasts: 2 },
  { kind: 'clockDrift', node: 1, rate: 1_000_000_000, lasts: 2 },
  { kind: 'clockJump', node: 1, by: -most },
];

const fullPlan: Plan = {
  network: { latencyMin: 0, latencyMax: most, pairBias: 1, tail: 1_000, tailMax: 1, loss: 1_000, duplicate: 0, replay: 7, replayMax: 2 ** 40, reorder: false, queueLimit: 1, bandwidth: 1 },
  disk: { syncMin: 0, syncMax: 2 ** 33 },
  clocks: { skew: 1 },
  faults: [
    ...everyFault.map((fault, i) => ({ trigger: { kind: 'time', at: i } as const, fault })),
    ...[null, 4].map((node) => ({ trigger: { kind: 'milestone', name: 'writeSynced', node, occurrence: 1, delay: 0 } as const, fault: { kind: 'pause', node: 0, lasts: 1 } as const })),
  ],
  deviations: [
    { kind: 'drop', message: -0x8000_0000 },
    { kind: 'late', message: 0x7fff_ffff, by: 3 },
    { kind: 'copy', message: 0xffff_ffff, after: 0 },
  ],
  clients: [
    { client: 9_999, operations: [] },
    { client: 0, operations: [{ id: 0, request: { put: 'k', n: -1.5 }, think: 0 }, { id: 1, request: null, think: most }] },
  ],
  scripts: [{ script: 0, rounds: null }, { script: 1, rounds: 0 }],
  knobs: { snapshotEvery: 12, 'a name': -0.5, '$odd': 1e300 },
  lasts: most,
};

const full: Capsule = {
  scenario: 'stories/two sides.ts',
  codeHash: '0123456789abcdef',
  seed: most,
  mutant: 'KV-11',
  plan: fullPlan,
  failure: { kind: 'notLinearizable', property: 'linearizable', message: 'key k\nseen: ☃', step: 2, time: 9, node: null },
  steps: 3,
  time: most,
  hash: '00ff00ff00ff00ff',
  digests: Uint8Array.of(1, 2, 3, 4, 255, 254),
  versions: { faultline: '0.1.0', node: 'v20.20.2' },
  shrunk: true,
};

const bare: Capsule = { ...full, seed: -1, mutant: null, plan: emptyPlan, failure: null, steps: 0, time: 0, digests: new Uint8Array(), shrunk: false };

const asking = (request: unknown): Capsule => ({ ...bare, plan: { ...emptyPlan, clients: [{ client: 0, operations: [{ id: 0, request, think: 0 }] }] } });

const requestOf = ({ plan }: Capsule): unknown => plan.clients[0]?.operations[0]?.request;

describe('a capsule comes back as it went', () => {
  test.each([
    ['with one of everything', full],
    ['with nothing', bare],
  ])('%s', (_, capsule) => {
    expect(decodeCapsule(encodeCapsule(capsule))).toStrictEqual(capsule);
  });

  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x));
  const units = fc.array(fc.oneof(fc.nat(0xffff), fc.constantFrom(0xfeff, 0xd800, 0xdfff, 0x24)), { maxLength: 80 }).map((units) => String.fromCharCode(...units));
  const name = fc.oneof(fc.string(), units, fc.constantFrom('$map', '$', 'constructor', 'toJSON', 'length', '0', '')).filter((name) => name !== '__proto__');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), number, fc.maxSafeInteger(), units, fc.bigInt({ min: -(2n ** 8_191n), max: 2n ** 8_191n }), fc.uint8Array()),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.dictionary(name, tie('value'), { noNullPrototype: true, maxKeys: 5 }),
      fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
      fc.array(tie('value'), { maxLength: 5 }).map((elements) => new Set(elements)),
    ),
  }));

  test('whatever canonical value a client asks for', () => {
    fc.assert(
      fc.property(value, (request) => {
        const capsule = decodeCapsule(encodeCapsule(asking(request)));
        expect(findDifference(requestOf(capsule), request, 'request')).toBeNull();
        expect(Buffer.compare(encodeCapsule(capsule), encodeCapsule(asking(request)))).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('with the names inside a request in their order, since a protocol may look at it', () => {
    expect(JSON.stringify(requestOf(decodeCapsule(encodeCapsule(asking({ b: 1, a: 2 })))))).toBe('{"b":1,"a":2}');
  });

  test('with the mark that begins a long text, which a decoder of texts would eat', () => {
    const request = `\ufeff${'x'.repeat(100)}`;
    expect(requestOf(decodeCapsule(encodeCapsule(asking(request))))).toBe(request);
  });

  test('from the middle of a pooled buffer, sharing nothing with it', () => {
    const file = encodeCapsule(full);
    const pool = Buffer.alloc(file.length + 20, 7);
    pool.set(file, 10);
    const capsule = decodeCapsule(pool.subarray(10, 10 + file.length));
    pool.fill(0);
    expect(capsule).toStrictEqual(full);
  });
});

describe('the same capsule gives the same bytes', () => {
  test('again, and after others', () => {
    const first = encodeCapsule(full);
    encodeCapsule(asking({ other: ['things', 1] }));
    expect(encodeCapsule(structuredClone(full))).toEqual(first);
  });

  test('whatever the order in which its fields were written', () => {
    const { seed, scenario, plan, ...rest } = full;
    const turned = { ...rest, plan: { ...plan, faults: plan.faults.map(({ fault, trigger }) => ({ fault: reversed(fault), trigger: reversed(trigger) })) }, scenario, seed };
    expect(encodeCapsule(turned)).toEqual(encodeCapsule(full));
  });

  test('and these, as long as the format is 1', () => {
    const digits = Buffer.from(encodeCapsule({ ...bare, scenario: 'calm' })).toString('hex');
    expect(digits.match(/.{1,64}/g)).toMatchInlineSnapshot(`
      [
        "89464c540d0a1a0a0100000086010000de000ca87363656e6172696fa463616c",
        "6da8636f646548617368b030313233343536373839616263646566a473656564",
        "ffa66d7574616e74c0a4706c616ede0008a76e6574776f726bde000caa6c6174",
        "656e63794d696e64aa6c6174656e63794d6178cd03e8a8706169724269617300",
        "a47461696c00a77461696c4d617800a46c6f737300a96475706c696361746500",
        "a67265706c617900a97265706c61794d617800a772656f72646572c3aa717565",
        "75654c696d6974c0a962616e647769647468c0a46469736bde0002a773796e63",
        "4d696e32a773796e634d6178cd01f4a6636c6f636b73de0001a4736b657700a6",
        "6661756c747390aa646576696174696f6e7390a7636c69656e747390a7736372",
        "6970747390a56b6e6f6273de0000a76661696c757265c0a5737465707300a474",
        "696d6500a468617368b030306666303066663030666630306666a76469676573",
        "7473c400a876657273696f6e73de0002a96661756c746c696e65a5302e312e30",
        "a46e6f6465a87632302e32302e32a6736872756e6bc2a39481cb",
      ]
    `);
  });
});

function reversed<T extends object>(value: T): T {
  const turned = { ...value };
  for (const field of Object.keys(value)) Reflect.deleteProperty(turned, field);
  return Object.assign(turned, Object.fromEntries(Object.entries(value).reverse()));
}

describe('a capsule that nobody could read back is refused when it is made', () => {
  const at = 'plan.clients[0].operations[0].request';
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  test.each([
    ['NaN', asking([Number.NaN]), `${at}[0] is NaN: expected plain data, as a request that travels must be`],
    ['-0', asking({ x: -0 }), `${at}.x is -0: expected plain data, as a request that travels must be`],
    ['undefined', asking({ x: undefined }), `${at}.x is undefined: expected plain data, as a request that travels must be`],
    ['no request at all', asking(undefined), `${at}: expected a request, got nothing`],
    ['a function', asking(() => 1), `${at} is a function: expected plain data, as a request that travels must be`],
    ['an instance of a class', asking(new Date(0)), `${at} is a Date, not plain data: expected plain data, as a request that travels must be`],
    ['a persistent collection', asking({ x: Dictionary.empty() }), `${at}.x: expected plain data, got a persistent collection, which no capsule can hold`],
    ['what contains itself', asking(circle), `${at}.self.self.self.self.self.self.self.self.self.self.self.self.se...: expected at most 64 levels, got an object`],
    ['a field "__proto__"', asking(JSON.parse('{"__proto__":1}')), `${at}: expected no field "__proto__", which no capsule can hold`],
    ['a giant integer', asking(2n ** 8_192n), `${at}: expected a big integer of at most 8192 bits, got a longer one`],
    ['an endless fault', { ...full, plan: { ...fullPlan, faults: [{ trigger: { kind: 'time', at: 0 }, fault: { kind: 'pause', node: 0, lasts: Infinity } }] } } as const, 'plan.faults[0].fault.lasts: expected a whole number of microseconds, got Infinity'],
    ['more bytes than a file may have', { ...bare, steps: 2 ** 25, digests: new Uint8Array(2 ** 26) }, 'expected at most 67108864 bytes, got 67109297'],
  ])('for %s', (_, capsule, message) => {
    expect(() => encodeCapsule(capsule)).toThrow(new CapsuleError(message));
  });
});

describe('whatever the bytes, reading them ends with a capsule or a CapsuleError', () => {
  const file = encodeCapsule(full);
  const read = (bytes: Uint8Array): Capsule | null => {
    try {
      return decodeCapsule(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(CapsuleError);
      return null;
    }
  };

  test('where they are random', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => read(bytes) === null), { numRuns: 1_000 });
  });

  test('where they are random behind a true header', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 400 }), (bytes) => read(Uint8Array.from([...file.subarray(0, 12), ...bytes])) === null), { numRuns: 1_000 });
  });

  test('where a file ends too early: it is never taken for another', () => {
    for (let length = 0; length < file.length; length++) expect(read(file.subarray(0, length))).toBeNull();
  });

  test('where one bit is wrong: it is never taken for another', () => {
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const damaged = Uint8Array.from(file);
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(read(damaged)).toBeNull();
    }
  });

  test('where bytes are changed, lost, added or moved: it is never taken for another', () => {
    const edit = fc.tuple(fc.nat(file.length), fc.nat(20), fc.uint8Array({ maxLength: 20 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let bytes = [...file];
        for (const [at, lost, added] of edits) bytes = bytes.toSpliced(at, lost, ...added);
        const capsule = read(Uint8Array.from(bytes));
        if (capsule !== null) expect(capsule).toStrictEqual(full);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a plan that fits no scenario of its size is told where', () => {
  const size = { nodes: 3, clients: 1, scripts: 0 };
  const crash = (node: number): Plan => ({ ...emptyPlan, faults: [{ trigger: { kind: 'time', at: 0 }, fault: { kind: 'pause', node, lasts: 1 } }] });
  test.each([
    ['a node too many', crash(3), 'plan.faults[0].fault.node: expected a node from 0 to 2, got 3'],
    ['a client too many', { ...emptyPlan, clients: [{ client: 1, operations: [] }] }, 'plan.clients[0].client: expected a client from 0 to 0, got 1'],
    ['a script where there is none', { ...emptyPlan, scripts: [{ script: 0, rounds: null }] }, 'plan.scripts[0].script: expected no script: there is none, got 0'],
  ])('%s', (_, plan, message) => {
    expect(`plan.${findMisfit(plan, size)}`).toBe(message);
    expect(findMisfit(plan, { nodes: 4, clients: 2, scripts: 1 })).toBeNull();
  });
});

test('a shape that misses a field, a kind or a word of its type does not compile', () => {
  const message = whole('a number', 0, 1);
  // @ts-expect-error `torn` is missing.
  fields<{ readonly survivors: number; readonly torn: boolean }>({ survivors: message });
  // @ts-expect-error The kind `copy` is missing.
  kinds<Deviation>({ drop: { message }, late: { message, by: message } });
  // @ts-expect-error A `late` without `by`.
  kinds<Deviation>({ drop: { message }, late: { message }, copy: { message, after: message } });
  // @ts-expect-error The word `one` is missing.
  words<'halves' | 'one'>({ halves: true });
  // @ts-expect-error A number is no text.
  fields<{ readonly name: string }>({ name: message });
});
