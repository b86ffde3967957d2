// `pnpm docs:pictures`: takes the pictures of the studio that the documents show, of the sample service in a Chromium.
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { startServiceProcess } from '../load/service-process.ts';

/** A picture: what is asked, on which screen. */
interface Picture {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  readonly viewport: { readonly width: number; readonly height: number };
}

const folder = fileURLToPath(new URL('../../../docs/pictures', import.meta.url));
const desk = { width: 1_200, height: 860 };
const pictures: readonly Picture[] = [
  { name: 'studio-light.png', colorScheme: 'light', viewport: desk },
  { name: 'studio-dark.png', colorScheme: 'dark', viewport: desk },
  { name: 'studio-phone.png', colorScheme: 'light', viewport: { width: 390, height: 844 } },
];

const onPath = (process.env['PATH'] ?? '')
  .split(delimiter)
  .map((place) => join(place, 'chromium'))
  .find((path) => existsSync(path));
const executablePath = process.env['CHROMIUM'] ?? onPath;
if (executablePath === undefined) throw new Error('There is no chromium on the PATH; name one in CHROMIUM');

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const service = await startServiceProcess();
try {
  mkdirSync(folder, { recursive: true });
  for (const picture of pictures) {
    await take(browser, picture);
    process.stdout.write(`${join('docs', 'pictures', picture.name)}\n`);
  }
} finally {
  await browser.close();
  await service.stop();
}

/** Asks for a forecast in the studio, and takes the page as it then is. */
async function take(from: Browser, { name, ...screen }: Picture): Promise<void> {
  const page = await from.newPage(screen);
  await page.goto(`${service.url}/studio`);
  await page.getByRole('link', { name: /Weather forecast/ }).click();
  await page.getByLabel('latitude').fill('40.42');
  await page.getByLabel('longitude').fill('-3.7');
  await page.getByLabel('days').fill('1');
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await answer.locator('.facts').waitFor();
  const top = screen.viewport.width < desk.width ? answer : page.getByRole('heading', { level: 1 });
  await top.scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(folder, name) });
  await page.close();
}
