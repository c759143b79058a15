/** The page about an illegal history, in a real browser. `npm run test:page` installs one where there is none. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageOf } from '../cli/html.ts';
import { check } from '../properties/linearizability/checker.ts';
import { explain } from '../properties/linearizability/explain.ts';
import { readHistory } from '../properties/linearizability/formats/index.ts';
import { models } from '../properties/linearizability/models/index.ts';
import { drawPicture } from '../properties/linearizability/picture/draw.ts';
import type { PictureFault } from '../properties/linearizability/picture/picture.ts';

const browserFile = process.env['FAULTLINE_CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(browserFile);
if (!isThere) console.warn(`SKIPPED: there is no ${browserFile}, so the page was opened in no browser. npm run test:page installs it.`);

const megabyte = 1024 * 1024;

/** The page about a history of registers, as lines of JSON. */
function pageAbout(lines: readonly string[], faults: readonly PictureFault[] = [], title = 'a history'): string {
  const read = readHistory(lines.join('\n'), { model: 'register', format: 'jsonLines' });
  if (read.kind !== 'history') throw new Error(read.problem.message);
  const verdict = check(models.register, read.history);
  if (verdict.kind !== 'illegal') throw new Error(verdict.kind);
  return pageOf(drawPicture(models.register, read.history, explain(models.register, read.history, verdict), { title, faults }));
}

const write = (client: number, call: number, returned: number | null, value: unknown): string =>
  JSON.stringify({ clientId: client, input: { op: 'write', key: 'x', value }, output: returned === null ? null : { ok: true }, call, return: returned });
const read = (client: number, call: number, returned: number, value: unknown): string =>
  JSON.stringify({ clientId: client, input: { op: 'read', key: 'x' }, output: { value }, call, return: returned });

const stale = [write(0, 0, 3, 1), read(1, 1, 4, 1), write(0, 7, 9, 2), read(1, 8, 11, 2), read(1, 13, 15, 1), write(3, 12, null, 3)];

/** One stale read among so many operations of eight clients. */
function long(operations: number): readonly string[] {
  return Array.from({ length: operations }, (_, i) => {
    const call = 4 * i;
    const isStale = i === 2 * Math.floor(operations * 0.3) + 1;
    return i % 2 === 0 && !isStale ? write(i % 8, call, call + 9, i) : read(i % 8, call, call + (isStale ? 1 : 9), isStale ? i - 41 : i - 1);
  });
}

describe('the page about an illegal history', () => {
  test('is the same bytes each time', () => {
    expect(pageAbout(stale)).toBe(pageAbout(stale));
  });

  test('stays far below five megabytes, whatever the history is like', () => {
    expect(pageAbout(long(20_000)).length).toBeLessThan(megabyte);
    const bulky = Array.from({ length: 400 }, (_, i) => write(i, i, 1_000 + i, `${i}${'<'.repeat(10_000)}`));
    expect(Buffer.byteLength(pageAbout([...bulky, read(1_000, 0, 3_000, 'none')]))).toBeLessThan(4 * megabyte);
    expect(Buffer.byteLength(pageAbout([...bulky, read(1_000, 0, 3_000, '0<')], Array.from({ length: 5_000 }, (_, i) => ({ text: '<'.repeat(5_000), from: i, to: i + 1 })), '<'.repeat(100_000)))).toBeLessThan(5 * megabyte);
  });

  test('names no other file and no other place', () => {
    const page = pageAbout(stale);
    expect(page).toContain("default-src 'none'");
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\bimport\b|\bsrc=|sourceMappingURL/);
  });
});

describe.skipIf(!isThere)('in a real browser, the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-page-'));
  let browser: Browser;
  let count = 0;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserFile, args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page offline; anything that it complains about, or asks for, is a failure. */
  async function open(html: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
    const file = join(folder, `${count++}.html`);
    writeFileSync(file, html);
    const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1_200, height: 900 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    expect(complaints).toEqual([]);
    return page;
  }

  const label = (page: Page): Promise<string> => page.locator(':focus').getAttribute('aria-label').then((text) => text ?? '');

  test('says what is wrong, draws the operations, and marks the one that cannot be placed', async () => {
    const page = await open(pageAbout(stale));
    expect(await page.locator('h1').textContent()).toBe('Not linearizable');
    expect(await page.locator('.sentence').textContent()).toContain('read() by client 1 returned 1, but write(2) by client 0');
    expect(await page.locator('.bar').count()).toBe(6);
    expect(await page.locator('.bar.blocked').getAttribute('aria-label')).toBe('client 1: read() -> 1, from position 13 to 15, cannot be placed');
    expect(await page.locator('.bar.open').count()).toBe(1);
    expect(await page.locator('#names text').allTextContents()).toEqual(['client 0', 'client 1', 'client 3']);
    expect(await page.locator('#details').textContent()).toContain('No legal order gets past this operation.');
  });

  test('shows the longest legal orders, chosen by pointer and by keys', async () => {
    const page = await open(pageAbout(stale));
    const steps = page.locator('#steps li');
    expect(await steps.count()).toBe(5);
    await page.locator('#prefixes button').nth(1).hover();
    expect(await steps.allTextContents()).toEqual(['client 0: write(1) -> ok → 1', 'client 1: read() -> 1 → 1', 'client 0: write(2) -> ok → 2', 'client 1: read() -> 2 → 2']);
    expect(await page.locator('.bar.placed').count()).toBe(4);
    await page.keyboard.press('[');
    expect(await steps.count()).toBe(5);
    await page.locator('#prefixes button').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('#prefixes [aria-checked="true"]').textContent()).toBe('4 operations, then 2');
  });

  test('leads by Tab and arrow keys from one operation to another, and pins with Enter', async () => {
    const page = await open(pageAbout(stale));
    await page.locator('#next').focus();
    await page.keyboard.press('Tab');
    expect(await label(page)).toContain('cannot be placed');
    await page.keyboard.press('ArrowLeft');
    expect(await label(page)).toBe('client 1: read() -> 2, from position 8 to 11');
    await page.keyboard.press('ArrowUp');
    expect(await label(page)).toContain('client 0: write(2) -> ok');
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('aria-pressed')).toBe('true');
    await page.locator('.bar.blocked').hover();
    expect(await page.locator('#details strong').textContent(), 'what is pinned stays').toBe('write(2) -> ok');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Home');
    expect(await page.locator('#details strong').textContent()).toBe('read() -> 1');
  });

  test('tells of what the pointer is on', async () => {
    const page = await open(pageAbout(stale));
    await page.locator('.bar', { hasText: 'write(1)' }).hover();
    expect(await page.locator('#details').textContent()).toContain('Number 1 in this order, leaves 1');
  });

  test('is light by day and dark by night', async () => {
    const back = async (scheme: 'light' | 'dark'): Promise<string> => String(await (await open(pageAbout(stale), scheme)).evaluate('getComputedStyle(document.body).backgroundColor'));
    expect(await back('light')).toBe('rgb(255, 255, 255)');
    expect(await back('dark')).toBe('rgb(18, 22, 29)');
  });

  test('draws faults as bands, with what they are', async () => {
    const page = await open(pageAbout(stale, [{ text: 'partition of s0', from: 2, to: 8 }, { text: 'crash s1', from: 12, to: null }]));
    expect(await page.locator('.fault title').allTextContents()).toEqual(['partition of s0', 'crash s1']);
    expect(await page.locator('.fault .band').count()).toBe(2);
  });

  test('takes text of others for text, whatever it holds', async () => {
    const hostile = '</script><script>document.title="owned"</script><img src=x onerror=document.title="owned">"\'&\u202e';
    const page = await open(pageAbout([write(0, 0, 1, hostile), write(0, 2, 3, 2), read(1, 4, 5, hostile)], [{ text: hostile, from: 1, to: 2 }], hostile));
    expect(await page.title()).toContain('<img');
    expect(await page.locator('script').count()).toBe(2);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#details strong').textContent()).toContain('</script><script>');
  });

  test('opens at once for a hundred thousand operations, at the one that cannot be placed', async () => {
    const page = await open(pageAbout(long(100_000)));
    expect(await page.locator('.bar').count()).toBeLessThanOrEqual(160);
    expect(await page.locator('.gap').count()).toBeGreaterThan(0);
    expect(await page.locator('footer').textContent()).toMatch(/160 operations drawn; left out: 99840 more of this key/);
    const bar = await page.locator('.bar.blocked').boundingBox();
    expect(bar === null ? -1 : bar.x).toBeGreaterThan(0);
    expect(bar === null ? 9_999 : bar.x).toBeLessThan(1_200);
    await page.locator('#next').click();
    expect(await label(page)).toContain('shows what is wrong');
  });
});
