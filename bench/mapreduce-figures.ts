/**
 * The paper's figures 2 and 3 (OSDI 2004), re-created: rates over time as SVG files in the folder that is named. What the paper concludes from them
 * is printed with our numbers; `scenarios/mapreduce/figures.test.ts` checks it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure, type Curves, type Measured } from '../scenarios/mapreduce/figures.ts';

const [folder = 'docs', scaleText = '20'] = process.argv.slice(2);
const scale = Number(scaleText);
const part = (count: number): number => Math.max(1, Math.round(count / scale));

const sort = { program: 'sort', machines: part(1_746), maps: part(15_000), reduces: part(4_000), backups: true, killed: 0, stragglers: 3 } as const;
const grep = measure({ program: 'grep', machines: part(1_764), maps: part(15_000), reduces: 1, backups: true, killed: 0, stragglers: 0 });
const normal = measure(sort);
const noBackups = measure({ ...sort, backups: false });
const killed = measure({ ...sort, killed: part(200) });

const rowNames = ['input', 'shuffle', 'output'] as const;
const [width, height, gap] = [260, 90, 34];

/** Gigabytes per second of the whole cluster, as if it had the paper's size. */
const gigabytes = (rate: number): number => (rate * scale) / 1e9;

function panel(rates: readonly number[], slot: number, x: number, y: number, until: number, top: number, label: string): string {
  const points = rates.map((rate, i) => `${(x + (width * (i + 0.5) * slot) / until).toFixed(1)},${(y + height - (height * Math.min(top, gigabytes(rate))) / top).toFixed(1)}`);
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#888"/>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#06c" stroke-width="1.5"/>`,
    `<text x="${x + 4}" y="${y + 12}">${label}</text><text x="${x - 4}" y="${y + 10}" text-anchor="end">${top}</text><text x="${x - 4}" y="${y + height}" text-anchor="end">0</text>`,
    `<text x="${x + width}" y="${y + height + 13}" text-anchor="end">${until} s</text>`,
  ].join('\n');
}

function figure(columns: readonly { readonly title: string; readonly measured: Measured }[], rows: readonly (keyof Pick<Curves, 'input' | 'shuffle' | 'output'>)[], until: number, top: number): string {
  const panels = columns.flatMap(({ title, measured: { curves } }, column) =>
    rows.map((row, i) => panel(curves[row], curves.slot, 40 + column * (width + gap + 10), 30 + i * (height + gap), until, top, i === 0 ? `${title}: ${row}, GB/s` : `${row}, GB/s`)),
  );
  const [w, h] = [50 + columns.length * (width + gap + 10), 40 + rows.length * (height + gap)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="sans-serif" font-size="10">\n<rect width="100%" height="100%" fill="white"/>\n${panels.join('\n')}\n</svg>\n`;
}

const seconds = ({ elapsed }: Measured): string => (elapsed === null ? 'not done' : `${elapsed} s`);
const ratio = (measured: Measured): string => `${((measured.elapsed ?? Number.NaN) / (normal.elapsed ?? Number.NaN)).toFixed(2)}x`;

writeFileSync(join(folder, 'mapreduce-figure-2.svg'), figure([{ title: 'grep', measured: grep }], ['input'], 150, 30));
writeFileSync(
  join(folder, 'mapreduce-figure-3.svg'),
  figure([{ title: 'normal', measured: normal }, { title: 'no backup tasks', measured: noBackups }, { title: `${part(200)} workers killed`, measured: killed }], rowNames, 1_200, 20),
);
console.log(`At 1/${scale} of the paper's machines, maps and reduces   ours, paper's`);
console.log(`grep                        ${seconds(grep)}, 150 s`);
console.log(`sort                        ${seconds(normal)}, 891 s`);
console.log(`sort, no backup tasks       ${seconds(noBackups)} (${ratio(noBackups)}), 1,283 s (1.44x)`);
console.log(`sort, 200 workers killed    ${seconds(killed)} (${ratio(killed)}), 933 s (1.05x)`);
