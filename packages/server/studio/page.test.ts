import { createHash } from 'node:crypto';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { staticCredentials } from '../src/index.ts';
import { sceneOf } from '../test-support/scene.ts';
import type { Scene } from '../test-support/scene.ts';
import { chromiumPath, launch, openPage } from './test-support/browser.ts';
import type { Watched } from './test-support/browser.ts';
import { notingRails, workshop } from './test-support/workshop.ts';

// A folder for pictures of the page, for whoever wants to look at it.
const pictures = process.env['STUDIO_PICTURES'];
const order = { customer: 'Ada', size: 'small', count: '2' };

const title = `the studio in Chromium${chromiumPath === undefined ? ': none here' : ''}`;

describe.skipIf(chromiumPath === undefined)(title, { timeout: 30_000 }, () => {
  let browser: Browser;
  let scene: Scene;
  let watched: Watched;
  let page: Page;
  /** The servers that a test's pages may ask. */
  let asked: string[];

  beforeAll(async () => {
    browser = await launch();
    scene = await sceneOf(workshop, { use: notingRails, studio: { enabled: true } });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await scene?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    watched = await openPage(browser, `${scene.url}/studio`);
    page = watched.page;
    asked = [scene.url];
    await page.getByRole('link', { name: /Order a pizza/ }).waitFor();
  });
  afterEach(async () => {
    const { complaints, origins } = watched;
    await page.close();
    // A refused input is an answer of 400, which a browser writes to its console by itself.
    expect(complaints.filter((text) => !text.includes('status of 4'))).toEqual([]);
    expect([...origins]).toEqual(asked);
  });

  const choose = async (name: RegExp): Promise<void> => {
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  };
  const fillOrder = async (): Promise<void> => {
    await choose(/Order a pizza/);
    await page.getByLabel('customer').fill(order.customer);
    await page.getByLabel('size').selectOption(order.size);
    await page.getByLabel('count').fill(order.count);
  };
  const answer = () => page.getByRole('region', { name: 'Answer' });
  const sendAndWait = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Send' }).click();
    await answer().locator('.facts').waitFor();
  };

  const picture = async (name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, name), fullPage: true });
  };

  it('finds a tool by any word that tells of it', async () => {
    await page.getByLabel('Find a tool').fill('courier food');
    expect(await page.locator('#tools a .tool-name').allTextContents()).toEqual(['Order a pizza']);
    await page.getByLabel('Find a tool').fill('nothing like it');
    expect(await page.getByText('0 of 3 tools').isVisible()).toBe(true);
  });

  it('tells what a tool does and which rails its calls pass', async () => {
    await choose(/Order a pizza/);
    expect(await page.locator('.tool-header').innerText()).toMatch(
      /A courier needs an address[\s\S]*command/,
    );
    expect(await page.locator('.rails .rail summary').allTextContents()).toEqual([
      'rate-limit',
      'circuit-breaker',
      'cache',
    ]);
  });

  it('shows a field once its condition holds, and sends it no longer when it does not', async () => {
    await fillOrder();
    const address = page.getByLabel('address');
    expect(await address.isVisible()).toBe(false);
    await page.getByLabel('delivery').selectOption('courier');
    await address.fill('12 Analytical Row');
    await sendAndWait();
    expect(await answer().innerText()).toContain('12 Analytical Row');
    await page.getByLabel('delivery').selectOption('pickup');
    expect(await address.isVisible()).toBe(false);
    await sendAndWait();
    expect(await answer().innerText()).not.toContain('12 Analytical Row');
  });

  it('sends what the form says, and shows data, time, cache, limit and circuit', async () => {
    await fillOrder();
    await page.getByRole('button', { name: 'Add toppings' }).click();
    await page.getByLabel('toppings 1', { exact: true }).fill('olives');
    await page.getByLabel('due').fill('2027-01-31');
    await page.getByLabel('gift').selectOption('true');
    await sendAndWait();
    const data = JSON.parse(await page.getByRole('region', { name: 'Data' }).innerText()) as unknown;
    const toppings = ['olives'];
    expect(data).toMatchObject({ ordered: { ...order, count: 2, toppings, due: '2027-01-31', gift: true } });
    const facts = await answer().locator('.facts').innerText();
    expect(facts).toMatch(
      /success[\s\S]*\d ms[\s\S]*9 of 10 left[\s\S]*kitchen: closed[\s\S]*hit from memory/,
    );
  });

  it('puts what is wrong beside the field, and goes there', async () => {
    await fillOrder();
    await page.getByLabel('customer').fill('A');
    await sendAndWait();
    const customer = page.getByLabel('customer');
    expect(await customer.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('.field', { has: customer }).locator('.error').innerText()).toMatch(/3/);
    expect(await customer.evaluate((input) => input === document.activeElement)).toBe(true);
    await customer.fill('Ada');
    await sendAndWait();
    expect(await customer.getAttribute('aria-invalid')).toBe(null);
  });

  it('writes the same input as JSON, and reads it back into the form', async () => {
    await fillOrder();
    await page.getByRole('button', { name: 'JSON' }).click();
    const raw = page.getByLabel('Input as JSON');
    expect(JSON.parse(await raw.inputValue())).toEqual({ ...order, count: 2 });
    await raw.fill('{"customer": ');
    await page.getByRole('button', { name: 'Form', exact: true }).click();
    expect(await page.getByText('This is no JSON').isVisible()).toBe(true);
    await raw.fill('{"customer": "Grace", "contact": {"email": "grace@example.org"}}');
    await page.getByRole('button', { name: 'Form', exact: true }).click();
    expect(await page.getByLabel('customer').inputValue()).toBe('Grace');
    expect(await page.getByLabel('email').inputValue()).toBe('grace@example.org');
  });

  it('shows a stream as it comes', async () => {
    await choose(/numbers.count/);
    await page.getByLabel('to', { exact: true }).fill('5');
    await page.getByRole('button', { name: 'Stream' }).click();
    await page.getByText('"counted"').first().waitFor();
    expect(await page.locator('.events li').count()).toBe(5);
  });

  it('cancels a stream, and the call stops', async () => {
    await choose(/numbers.count/);
    await page.getByLabel('to', { exact: true }).fill('1000000');
    const stopped = new Promise((resolve) => scene.toolbox.events.on('call-failed', resolve));
    await page.getByRole('button', { name: 'Stream' }).click();
    await page.locator('.events li').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled.').waitFor();
    expect(await stopped).toBeDefined();
  });

  it('answers a tool that asks back, twice', async () => {
    await choose(/files.erase/);
    await page.getByLabel('path').fill('/drafts/first');
    await sendAndWait();
    await page.getByLabel('sure').selectOption('true');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByLabel('reason').fill('too old');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('region', { name: 'Data' }).waitFor();
    const data = await page.getByRole('region', { name: 'Data' }).innerText();
    expect(data).toMatch(/\/drafts\/first[^]*too old/);
  });

  it('remembers calls without their secrets, and brings them back', async () => {
    await fillOrder();
    await page.getByLabel('Give contact').check();
    await page.getByLabel('email').fill('ada@example.org');
    await page.getByLabel('apiKey').fill('s3cret-key');
    await sendAndWait();
    await page.reload();
    expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain('s3cret');
    await page.getByRole('button', { name: /pizza.order.*success/ }).click();
    expect(await page.getByLabel('customer').inputValue()).toBe('Ada');
    expect(await page.getByLabel('email').inputValue()).toBe('ada@example.org');
    await page.getByRole('button', { name: 'Forget all' }).click();
    expect(await page.locator('.entry').count()).toBe(0);
  });

  it('writes the call as a program, without the token', async () => {
    await page.getByText('Connection').click();
    await page.getByLabel('Bearer token').fill('t0ken-of-mine');
    await fillOrder();
    await page.getByText('Use it elsewhere').click();
    const code = page.getByLabel('The call as code');
    await expect.poll(() => code.innerText()).toMatch(/^curl [\s\S]*Bearer \$TOKEN[\s\S]*"customer":"Ada"/);
    await page.getByRole('button', { name: 'MCP' }).click();
    expect(await code.innerText()).toContain('tools/call');
    await page.getByRole('button', { name: 'TypeScript' }).click();
    expect(await code.innerText()).not.toContain('t0ken');
  });

  it('is used with the keyboard alone', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('count');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: /numbers.count/ }).waitFor();
    for (
      let press = 0;
      press < 20 && !(await page.getByLabel('to', { exact: true }).evaluate(isFocused));
      press += 1
    )
      await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Control+Enter');
    await page.getByText('"counted"').first().waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has no serious fault for those who cannot see it well: %s',
    async (theme) => {
      await page.getByLabel('Theme').selectOption(theme);
      await page.getByText('Connection').click();
      await fillOrder();
      await page.getByText('Use it elsewhere').click();
      await page.getByLabel('delivery').selectOption('courier');
      await page.getByRole('button', { name: 'Add toppings' }).click();
      await sendAndWait();
      await picture(`wrong-${theme}.png`);
      expect(await faultsOf(page)).toEqual([]);
      await page.getByRole('button', { name: 'Example 1' }).click();
      await sendAndWait();
      await picture(`desktop-${theme}.png`);
      expect(await faultsOf(page)).toEqual([]);
    },
  );

  it('asks for a token where the server does, and shows the tools that it opens', async () => {
    const sha256 = createHash('sha256').update('open-sesame').digest('hex');
    const principal = { subject: 'ada', permissions: [] };
    const authenticate = staticCredentials([{ sha256, principal }]);
    await using guarded = await sceneOf(workshop, { authenticate, studio: { enabled: true } });
    asked.push(guarded.url);
    await page.goto(`${guarded.url}/studio`);
    await page.getByText('Authentication required').waitFor();
    expect(await page.getByLabel('Bearer token').evaluate(isFocused)).toBe(true);
    await page.keyboard.type('open-sesame');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /files.erase/ }).waitFor();
    expect(await page.evaluate(() => JSON.stringify(Object.entries(localStorage)))).not.toContain('sesame');
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 375, height: 740 });
    await picture('phone-list.png');
    await fillOrder();
    await sendAndWait();
    await picture('phone-tool.png');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    await page.getByRole('link', { name: 'All tools' }).click();
    await page.getByRole('link', { name: /Order a pizza/ }).waitFor();
  });
});

function isFocused(input: Element): boolean {
  return input === document.activeElement;
}

/** What axe finds that keeps people out: serious or worse. The policy of the page lets a debugger in, not a script. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: Violation[]; passes: unknown[] }> };
    };
    interface Violation {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { violations, passes } = await checker.run();
    if (passes.length < 20) return ['axe looked at next to nothing'];
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
  });
}
