/** The report of a campaign in a real browser. `npm run test:page` installs one where there is none. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPageOf } from '../hunt/report/page.ts';
import { failureWith, findingWith, outcomeWith, tallyWith } from '../hunt/testing/outcome.ts';

const browserFile = process.env['FAULTLINE_CHROMIUM'] ?? '/usr/bin/chromium';
const isThere = existsSync(browserFile);
if (!isThere) console.warn(`SKIPPED: there is no ${browserFile}, so the report of a campaign was opened in no browser. npm run test:page installs it.`);

describe.skipIf(!isThere)('the report of a campaign, in a real browser,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-report-'));
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
    const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1_000, height: 800 } });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => {
      if (!/^(?:file|data):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    expect(complaints).toEqual([]);
    return page;
  }

  const second = findingWith({ signature: 'safety: other', failure: failureWith({ property: 'logs match' }) });
  const stories = new Map([[second, { plan: [], lines: ['what happened in the end'] }]]);
  const outcome = outcomeWith({ findings: [findingWith(), second] }, { stories });

  test('is read and used by keys alone: sections by links, stories by Enter', async () => {
    const page = await open(reportPageOf(outcome));
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Failures (2)');
    await page.keyboard.press('Enter');
    expect(page.url()).toMatch(/#failures$/);
    const story = page.getByText('what happened in the end');
    expect(await story.isVisible()).toBe(false);
    await page.locator('summary').focus();
    await page.keyboard.press('Enter');
    expect(await story.isVisible()).toBe(true);
  });

  test('is light by day and dark by night, and no wider than the window', async () => {
    const look = async (scheme: 'light' | 'dark'): Promise<unknown> => (await open(reportPageOf(outcome), scheme)).evaluate('[getComputedStyle(document.body).backgroundColor, document.documentElement.scrollWidth <= innerWidth]');
    expect(await look('light')).toEqual(['rgb(255, 255, 255)', true]);
    expect(await look('dark')).toEqual(['rgb(18, 22, 29)', true]);
  });

  test('takes text of others for text', async () => {
    const hostile = '</title></style><script>document.title="owned"</script><img src=x onerror=document.title="owned">"\'&\u202e';
    const failure = failureWith({ property: hostile, message: hostile });
    const page = await open(reportPageOf(outcomeWith({ tallies: [tallyWith({ name: hostile, title: hostile, properties: [hostile] })], findings: [findingWith({ scenario: hostile, failure })] }, { extent: hostile })));
    expect(await page.title()).toBe('Faultline: 1 failure');
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await page.locator('h3').textContent()).toContain('<script>');
  });
});
