/** What a thing of a plan did, as a clause that people read: `s2 crashed at 1.2 s, before its vote was stored`. */
import { unreachable } from '../../sim/core/assert.ts';
import { counted } from '../../sim/core/counted.ts';
import type { NodeId } from '../../sim/core/protocol.ts';
import { formatTime, type Time } from '../../sim/core/time.ts';
import type { Deviation, Fault } from '../../sim/world/plan.ts';
import type { Piece } from '../../properties/schedules/plan-size.ts';
import { describeValue, nameOf } from '../story.ts';

/** When and where it acted, as far as that is known. */
export interface Circumstances {
  readonly servers: number;
  readonly time?: Time;
  readonly node?: NodeId;
  readonly from?: NodeId;
  readonly to?: NodeId;
  /** What kind of message it befell. */
  readonly message?: string;
  /** What kind of record went with the process that crashed. */
  readonly lost?: string;
}

/** `vote`, `appendEntries`: the kind of a message or record; a short text itself; else the word for what it is. */
export function labelOf(value: unknown, word: string): string {
  if (typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string') return value.kind.slice(0, 40);
  return typeof value === 'string' && value.length <= 40 ? value : word;
}

/** The clause, without a full stop. */
export function clauseOf(piece: Piece, scene: Circumstances): string {
  switch (piece.kind) {
    case 'fault':
      return faultClause(piece.fault.fault, scene);
    case 'deviation':
      return deviationClause(piece.deviation, scene);
    case 'operation':
      return `${nameOf(scene.node ?? scene.servers + piece.client, scene.servers)} asked ${describeValue(piece.operation.request)}${at(scene)}`;
    case 'script':
      return `script ${piece.script.script} was played`;
    case 'ill':
      return illClauses[piece.ill];
    case 'skew':
      return 'wall clocks disagreed from the beginning';
    case 'slowDisks':
      return 'disks were slow all the time';
    default:
      return unreachable(piece);
  }
}

const illClauses: Readonly<Record<Extract<Piece, { kind: 'ill' }>['ill'], string>> = {
  loss: 'the network lost messages by chance',
  duplicate: 'the network delivered messages twice by chance',
  tail: 'the network delayed messages by chance',
  replay: 'the network repeated old messages by chance',
  queueLimit: 'the network dropped what was too much for its queues',
  bandwidth: 'the lines were narrow',
};

const at = ({ time }: Circumstances): string => (time === undefined ? '' : ` at ${formatTime(time)}`);

/** `the vote of s1 to s0`. */
function messageName({ from, to, servers, message = 'message' }: Circumstances): string {
  return from === undefined || to === undefined ? 'a message that was not sent in this run' : `the ${message} of ${nameOf(from, servers)} to ${nameOf(to, servers)}`;
}

function deviationClause(deviation: Deviation, scene: Circumstances): string {
  const who = `${messageName(scene)}${at(scene)}`;
  switch (deviation.kind) {
    case 'drop':
      return `${who} was lost`;
    case 'late':
      return `${who} came ${formatTime(deviation.by)} late`;
    case 'copy':
      return `${who} came a second time, ${formatTime(deviation.after)} later`;
    default:
      return unreachable(deviation);
  }
}

function faultClause(fault: Fault, scene: Circumstances): string {
  const name = (node: NodeId): string => nameOf(node, scene.servers);
  return `${subjectOf(fault, name)}${at(scene)}${lasting(fault)}${losing(fault, scene, name)}`;
}

function losing(fault: Fault, { lost, node }: Circumstances, name: (node: NodeId) => string): string {
  if (lost === undefined) return '';
  return 'node' in fault || node === undefined ? `, before its ${lost} was stored` : `, before the ${lost} of ${name(node)} was stored`;
}

function lasting(fault: Fault): string {
  if ('lasts' in fault && fault.lasts !== null) return ` for ${formatTime(fault.lasts)}`;
  if ('down' in fault && fault.down !== null) return ` for ${formatTime(fault.down)}`;
  return '';
}

function subjectOf(fault: Fault, name: (node: NodeId) => string): string {
  const names = (nodes: readonly NodeId[]): string => listed(nodes.map(name));
  switch (fault.kind) {
    case 'partition':
      return `the network fell apart (${fault.shape}: ${fault.groups.filter(({ length }) => length > 0).map((group) => group.map(name).join(' ')).join(' | ')})`;
    case 'oneWay':
      return `nothing went from ${names(fault.from)} to ${names(fault.to)}`;
    case 'swizzle':
      return `${names(fault.nodes.map(({ node }) => node))} were cut off one by one`;
    case 'clog':
      return `messages of ${name(fault.from)} to ${name(fault.to)} were held back`;
    case 'disconnect':
      return `${name(fault.node)} was cut off`;
    case 'reconnect':
      return `${name(fault.node)} was connected again`;
    case 'longDelays':
      return `${listed(fault.kinds)} came late`;
    case 'setNetwork':
      return 'the network changed';
    case 'fullRestart':
      return 'all servers lost power';
    default:
      return `${name(fault.node)} ${verbOf(fault)}`;
  }
}

type OfOneNode = Exclude<Fault, { readonly kind: 'partition' | 'oneWay' | 'swizzle' | 'clog' | 'disconnect' | 'reconnect' | 'longDelays' | 'setNetwork' | 'fullRestart' }>;

function verbOf(fault: OfOneNode): string {
  switch (fault.kind) {
    case 'crash':
      return 'crashed';
    case 'restart':
      return 'was restarted';
    case 'pause':
      return 'stood still';
    case 'slowNode':
      return `was slow by ${formatTime(fault.lag)}`;
    case 'wipe':
      return 'came back with an empty disk';
    case 'slowDisk':
      return `had a disk slower by ${formatTime(fault.delay)}`;
    case 'hungDisk':
      return 'had a disk that hung';
    case 'ioError':
      return fault.count === 1 ? 'had a sync that failed' : `had ${counted(fault.count, 'sync')} that failed`;
    case 'diskFull':
      return 'had a full disk';
    case 'bitRot':
      return 'had a damaged record on its disk';
    case 'clockDrift':
      return 'had clocks at another rate';
    case 'clockJump':
      return `had a wall clock that jumped by ${fault.by < 0 ? '-' : ''}${formatTime(Math.abs(fault.by))}`;
    default:
      return unreachable(fault);
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
