/**
 * The script of the page about an illegal history. Runs in a browser: it is compiled as it stands and put into the page, so it
 * imports nothing but types. All text goes in as text, never as markup.
 */
import type { Picture, PictureFault, PictureOperation, PicturePrefix } from '../../properties/linearizability/picture/picture.ts';

const [laneHeight, barHeight, top, faultHeight] = [38, 21, 12, 18] as const;
const [gapWidth, stampWidth, barMin, barMax, otherMax, letterWidth] = [44, 12, 40, 260, 150, 7.4] as const;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
}

function html<Name extends keyof HTMLElementTagNameMap>(name: Name, text = '', kind = ''): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind !== '') element.className = kind;
  return element;
}

function svg(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  if (text !== '') element.textContent = text;
  return element;
}

/** Where positions of the history are on the page. Time is stretched so that labels fit; its order stays. */
class Axis {
  readonly width: number;
  readonly stamps: readonly number[];
  readonly gaps: readonly { readonly x: number; readonly operations: number }[];
  private readonly xs: readonly number[];

  constructor({ operations, gaps }: Picture) {
    this.stamps = [...new Set(operations.flatMap(({ call, return: returned }) => (returned === null ? [call] : [call, returned])))].sort((a, b) => a - b);
    const widths = new Map(operations.map((operation) => [operation, Math.min(operation.role === 'other' ? otherMax : barMax, Math.max(barMin, operation.text.length * letterWidth + 16))]));
    const left = new Map(gaps.map(({ from, operations: count }) => [from, count]));
    const earliest = gaps.find(({ from }) => from < (this.stamps[0] ?? 0));
    const breaks: { x: number; operations: number }[] = [];
    const byStamp = new Map<number, number>();
    let x = earliest === undefined ? 12 : 12 + gapWidth;
    if (earliest !== undefined) breaks.push({ x: 12 + gapWidth / 2, operations: earliest.operations });
    const returning = byReturn(operations);
    for (const stamp of this.stamps) {
      for (const operation of returning.get(stamp) ?? []) x = Math.max(x, (byStamp.get(operation.call) ?? x) + (widths.get(operation) ?? barMin));
      byStamp.set(stamp, x);
      const count = left.get(stamp);
      if (count !== undefined) breaks.push({ x: x + gapWidth / 2, operations: count });
      x += count === undefined ? stampWidth : gapWidth;
    }
    const unanswered = operations.filter((operation) => operation.return === null).map((operation) => (byStamp.get(operation.call) ?? 0) + (widths.get(operation) ?? barMin));
    this.width = Math.max(x + 20, ...unanswered.map((end) => end + 20));
    this.gaps = breaks;
    this.xs = this.stamps.map((stamp) => byStamp.get(stamp) ?? 0);
  }

  /** Between the positions that are drawn, in proportion. */
  x(position: number): number {
    const after = this.stamps.findIndex((stamp) => stamp >= position);
    if (after < 0) return this.width;
    const [to = 0, stamp = 0] = [this.xs[after], this.stamps[after]];
    if (stamp === position || after === 0) return stamp === position ? to : Math.max(0, to - stampWidth);
    const [from = 0, before = 0] = [this.xs[after - 1], this.stamps[after - 1]];
    return from + ((to - from) * (position - before)) / (stamp - before);
  }
}

function byReturn(operations: readonly PictureOperation[]): ReadonlyMap<number | null, readonly PictureOperation[]> {
  const groups = new Map<number | null, PictureOperation[]>();
  for (const operation of operations) groups.set(operation.return, [...(groups.get(operation.return) ?? []), operation]);
  return groups;
}

interface Lane {
  readonly client: number;
  readonly operations: number[];
  /** Up to where it is taken; null: for good. */
  end: number | null;
}

/** A lane for each client, several where its operations overlap. Clients whose operations show what is wrong come first. */
function lanesOf(operations: readonly PictureOperation[]): readonly Lane[] {
  const lanes: Lane[] = [];
  for (const [place, { client, call, return: returned }] of operations.entries()) {
    const lane = lanes.find((other) => other.client === client && other.end !== null && other.end < call);
    if (lane === undefined) lanes.push({ client, operations: [place], end: returned });
    else {
      lane.operations.push(place);
      lane.end = returned;
    }
  }
  const showing = new Set(operations.filter(({ role }) => role !== 'other').map(({ client }) => client));
  return lanes.sort((a, b) => Number(showing.has(b.client)) - Number(showing.has(a.client)) || a.client - b.client);
}

class Page {
  private readonly picture: Picture;
  private readonly axis: Axis;
  private readonly lanes: readonly Lane[];
  private readonly bars = new Map<number, SVGElement>();
  private readonly laneOf = new Map<number, number>();
  private readonly order = svg('g', { class: 'order', 'aria-hidden': 'true' });
  private readonly options: HTMLButtonElement[] = [];
  private readonly header: number;
  private chosen = 0;
  private looked: number | null = null;
  private pinned: number | null = null;

  constructor(picture: Picture) {
    this.picture = picture;
    this.axis = new Axis(picture);
    this.lanes = lanesOf(picture.operations);
    for (const [lane, { operations }] of this.lanes.entries()) for (const place of operations) this.laneOf.set(place, lane);
    this.header = top + Math.min(6, picture.faults.length) * faultHeight;
  }

  show(): void {
    this.drawNames();
    this.drawChart();
    this.listPrefixes();
    this.choose(0);
    this.look(this.blocked);
    byId('jump').addEventListener('click', () => this.goTo(this.blocked));
    byId('next').addEventListener('click', () => this.goTo(this.nextShown()));
    document.addEventListener('keydown', (event) => this.key(event));
    this.scrollTo(this.blocked, 'instant');
  }

  private get blocked(): number {
    return Math.max(0, this.picture.operations.findIndex(({ role }) => role === 'blocked'));
  }

  /** The next in time of those that show what is wrong. */
  private nextShown(): number {
    const shown = this.picture.operations.flatMap(({ role }, place) => (role === 'other' ? [] : [place]));
    return shown.find((place) => place > (this.looked ?? -1)) ?? shown[0] ?? this.blocked;
  }

  private y(lane: number): number {
    return this.header + lane * laneHeight + (laneHeight - barHeight) / 2;
  }

  private get height(): number {
    return this.header + this.lanes.length * laneHeight + 26;
  }

  private drawNames(): void {
    const names = svg('svg', { width: 84, height: this.height, 'aria-hidden': 'true' });
    for (const [lane, { client }] of this.lanes.entries()) {
      if (this.lanes[lane - 1]?.client !== client) names.append(svg('text', { x: 8, y: this.y(lane) + 15, class: 'client' }, `client ${client}`));
    }
    if (this.picture.faults.length > 0) names.append(svg('text', { x: 8, y: top + 12, class: 'client' }, 'faults'));
    byId('names').append(names);
  }

  private drawChart(): void {
    const { width } = this.axis;
    const chart = svg('svg', { width, height: this.height, role: 'group', 'aria-label': 'Operations of each client over time' });
    chart.append(svg('defs', {}), ...this.picture.faults.map((fault, i) => this.band(fault, i)));
    for (const lane of this.lanes.keys()) chart.append(svg('line', { x1: 0, x2: width, y1: this.y(lane) + barHeight / 2, y2: this.y(lane) + barHeight / 2, class: 'lane' }));
    for (const gap of this.axis.gaps) chart.append(this.gap(gap.x, gap.operations));
    for (const [place, operation] of this.picture.operations.entries()) chart.append(this.bar(place, operation));
    chart.append(this.order, this.ticks());
    byId('chart').append(chart);
  }

  private band({ text, from, to }: PictureFault, i: number): SVGElement {
    const [start, end] = [this.axis.x(from), to === null ? this.axis.width : this.axis.x(to)];
    const width = Math.max(3, end - start);
    const y = top + (i % 6) * faultHeight;
    const band = svg('g', { class: 'fault' });
    band.append(svg('title', {}, text), svg('rect', { x: start, y: top, width, height: this.height - top - 24, class: 'band' }));
    band.append(svg('rect', { x: start, y, width, height: faultHeight - 4, class: 'strip' }), svg('text', { x: start + 4, y: y + 11 }, text));
    return band;
  }

  private gap(x: number, operations: number): SVGElement {
    const gap = svg('g', { class: 'gap' });
    gap.append(svg('title', {}, `${operations} more of this key are not drawn here`));
    gap.append(svg('line', { x1: x, x2: x, y1: this.header, y2: this.height - 24 }), svg('text', { x, y: this.height - 28, 'text-anchor': 'middle' }, `+${operations}`));
    return gap;
  }

  private bar(place: number, { call, return: returned, text, role }: PictureOperation): SVGElement {
    const x = this.axis.x(call);
    const end = returned === null ? this.axis.width - 4 : this.axis.x(returned);
    const y = this.y(this.laneOf.get(place) ?? 0);
    const width = Math.max(6, end - x);
    const bar = svg('g', { class: `bar ${role}${returned === null ? ' open' : ''}`, role: 'button', tabindex: place === this.blocked ? 0 : -1, 'aria-label': this.described(place), 'data-place': place });
    const letters = Math.floor(((returned === null ? barMax : width) - 12) / letterWidth);
    const label = text.length <= letters ? text : letters < 2 ? '' : `${text.slice(0, letters - 1)}…`;
    bar.append(svg('rect', { x, y, width, height: barHeight, rx: 4 }), svg('text', { x: x + 7, y: y + 14 }, label));
    bar.addEventListener('mouseenter', () => this.hover(place));
    bar.addEventListener('focus', () => this.hover(place));
    bar.addEventListener('click', () => this.pin(place));
    this.bars.set(place, bar);
    return bar;
  }

  private ticks(): SVGElement {
    const ticks = svg('g', { class: 'ticks', 'aria-hidden': 'true' });
    let free = 0;
    for (const stamp of this.axis.stamps) {
      const x = this.axis.x(stamp);
      if (x < free) continue;
      ticks.append(svg('line', { x1: x, x2: x, y1: this.height - 24, y2: this.height - 19 }), svg('text', { x, y: this.height - 7 }, String(stamp)));
      free = x + String(stamp).length * letterWidth + 24;
    }
    return ticks;
  }

  private interval({ call, return: returned }: PictureOperation): string {
    const { unit } = this.picture;
    return returned === null ? `called at ${unit} ${call}, never answered` : `from ${unit} ${call} to ${returned}`;
  }

  private described(place: number): string {
    const operation = this.picture.operations[place];
    if (operation === undefined) return '';
    const role = { blocked: ', cannot be placed', minimal: ', shows what is wrong', other: '' }[operation.role];
    return `client ${operation.client}: ${operation.text}, ${this.interval(operation)}${role}`;
  }

  private listPrefixes(): void {
    const list = byId('prefixes');
    for (const [i, prefix] of this.picture.prefixes.entries()) {
      const length = prefix.before + prefix.placed.length;
      const option = html('button', `${length} ${length === 1 ? 'operation' : 'operations'}, then ${prefix.states.join(' or ') || 'nothing'}`);
      option.type = 'button';
      option.setAttribute('role', 'radio');
      option.addEventListener('click', () => this.choose(i));
      option.addEventListener('mouseenter', () => this.choose(i));
      this.options.push(option);
      list.append(option);
    }
    if (this.picture.isAlone) list.append(html('p', 'Of the operations that show it, taken alone.', 'quiet'));
    if (this.picture.prefixes.length === 0) list.append(html('p', 'Nothing can come before it.'));
  }

  /** Shows one legal order: which operations it places, when, and what state each leaves. */
  private choose(i: number): void {
    const prefix = this.picture.prefixes[i];
    if (prefix === undefined) return;
    this.chosen = i;
    for (const [place, option] of this.options.entries()) {
      option.setAttribute('aria-checked', String(place === i));
      option.tabIndex = place === i ? 0 : -1;
    }
    const placed = new Set(prefix.placed.map(({ operation }) => operation));
    for (const [place, bar] of this.bars) {
      bar.classList.toggle('placed', placed.has(place));
      bar.classList.toggle('stuck', place === prefix.stuck);
    }
    this.drawOrder(prefix);
    this.listOrder(prefix);
    this.tell();
  }

  /** A line through the moments at which the operations may have taken effect. */
  private drawOrder({ placed, before }: PicturePrefix): void {
    this.order.replaceChildren();
    const points: string[] = [];
    let x = 0;
    for (const [i, { operation: place }] of placed.entries()) {
      const operation = this.picture.operations[place];
      if (operation === undefined) continue;
      const end = operation.return === null ? this.axis.width : this.axis.x(operation.return) - 3;
      x = Math.min(Math.max(x + 4, this.axis.x(operation.call) + 9), Math.max(end, this.axis.x(operation.call) + 2));
      const y = this.y(this.laneOf.get(place) ?? 0) + barHeight;
      points.push(`${x.toFixed(1)},${y}`);
      this.order.append(svg('circle', { cx: x, cy: y, r: 3.5 }), svg('text', { x, y: y - barHeight - 3, 'text-anchor': 'middle' }, String(before + i + 1)));
    }
    this.order.prepend(svg('polyline', { points: points.join(' ') }));
  }

  private listOrder({ placed, before, stuck }: PicturePrefix): void {
    const list = byId('steps');
    list.replaceChildren();
    list.setAttribute('start', String(before + 1));
    byId('before').textContent = before === 0 ? '' : `${before} before these are not drawn.`;
    for (const { operation: place, state } of placed) {
      const item = html('li');
      const operation = this.picture.operations[place];
      item.append(html('span', operation === undefined ? '' : `client ${operation.client}: ${operation.text}`), html('span', ` → ${state}`, 'state'));
      item.addEventListener('mouseenter', () => this.look(place));
      list.append(item);
    }
    const next = this.picture.operations[stuck ?? -1];
    byId('stuck').textContent = next === undefined ? '' : `Then this one has no place: client ${next.client}: ${next.text}, ${this.interval(next)}.`;
  }

  private hover(place: number): void {
    if (this.pinned !== null) return;
    const has = (prefix: PicturePrefix | undefined): boolean => prefix !== undefined && (prefix.stuck === place || prefix.placed.some(({ operation }) => operation === place));
    if (!has(this.picture.prefixes[this.chosen])) this.choose(Math.max(0, this.picture.prefixes.findIndex(has)));
    this.look(place);
  }

  private look(place: number): void {
    if (this.pinned === null) this.looked = place;
    for (const [other, bar] of this.bars) {
      bar.classList.toggle('looked', other === place);
      bar.setAttribute('tabindex', other === this.looked ? '0' : '-1');
    }
    this.tell();
  }

  private tell(): void {
    const place = this.pinned ?? this.looked;
    const operation = place === null ? undefined : this.picture.operations[place];
    const details = byId('details');
    details.replaceChildren();
    if (place === null || operation === undefined) return;
    const prefix = this.picture.prefixes[this.chosen];
    const step = prefix?.placed.findIndex((each) => each.operation === place) ?? -1;
    const state = prefix?.placed[step]?.state;
    const where = state === undefined ? 'Not in this order.' : `Number ${(prefix?.before ?? 0) + step + 1} in this order, leaves ${state}`;
    details.append(html('strong', operation.text), html('span', `client ${operation.client}, ${this.interval(operation)}`), html('span', where));
    if (operation.role === 'blocked') details.append(html('span', 'No legal order gets past this operation.', 'bad'));
    if (operation.role === 'minimal') details.append(html('span', 'One of the few operations that show what is wrong.', 'warn'));
    if (this.pinned !== null) details.append(html('span', 'Pinned: Escape lets go.', 'quiet'));
  }

  private pin(place: number): void {
    const isPinned = this.pinned === place;
    this.pinned = null;
    if (!isPinned) {
      this.hover(place);
      this.pinned = place;
    }
    for (const [other, bar] of this.bars) {
      bar.classList.toggle('pinned', other === this.pinned);
      bar.setAttribute('aria-pressed', String(other === this.pinned));
    }
    this.look(place);
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.onAnyKey(event.key) || (this.isInChart() && this.onChartKey(event.key)) || this.onPrefixKey(event.key)) event.preventDefault();
  }

  private onAnyKey(key: string): boolean {
    if (key === '[' || key === ']') this.choose(this.around(this.chosen + (key === ']' ? 1 : -1)));
    else if (key === 'Escape' && this.pinned !== null) this.pin(this.pinned);
    else return false;
    return true;
  }

  private around(i: number): number {
    const count = Math.max(1, this.picture.prefixes.length);
    return (i + count) % count;
  }

  private isInChart(): boolean {
    return document.activeElement?.closest('#chart') != null;
  }

  private onChartKey(key: string): boolean {
    const place = Number(document.activeElement?.getAttribute('data-place') ?? this.blocked);
    const next = this.neighbour(place, key);
    if (key === 'Enter' || key === ' ') this.pin(place);
    else if (next !== null) this.goTo(next);
    else return false;
    return true;
  }

  /** Arrow keys in the list of orders, as in every group of radio buttons. */
  private onPrefixKey(key: string): boolean {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
    if (step === undefined || document.activeElement?.closest('#prefixes') == null) return false;
    this.choose(this.around(this.chosen + step));
    this.options[this.chosen]?.focus();
    return true;
  }

  /** The operation before or after on its lane, or the nearest one on the lane above or below. */
  private neighbour(place: number, key: string): number | null {
    const lane = this.laneOf.get(place) ?? 0;
    const own = this.lanes[lane]?.operations ?? [];
    if (key === 'Home') return this.blocked;
    if (key === 'ArrowLeft') return own[own.indexOf(place) - 1] ?? place;
    if (key === 'ArrowRight') return own[own.indexOf(place) + 1] ?? place;
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
    const others = this.lanes[lane + (key === 'ArrowUp' ? -1 : 1)]?.operations ?? [];
    const x = this.axis.x(this.picture.operations[place]?.call ?? 0);
    const distance = (other: number): number => Math.abs(this.axis.x(this.picture.operations[other]?.call ?? 0) - x);
    return others.toSorted((a, b) => distance(a) - distance(b))[0] ?? place;
  }

  private goTo(place: number): void {
    this.scrollTo(place, 'auto');
    this.bars.get(place)?.focus({ preventScroll: true });
  }

  private scrollTo(place: number, behavior: ScrollBehavior): void {
    const view = byId('view');
    const x = this.axis.x(this.picture.operations[place]?.call ?? 0);
    const y = this.y(this.laneOf.get(place) ?? 0);
    view.scrollTo({ left: x - view.clientWidth / 2, top: y - view.clientHeight / 2, behavior });
  }
}

const picture: Picture = JSON.parse(byId('picture').textContent);
new Page(picture).show();
