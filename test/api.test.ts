import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiFile, apiReport } from '../scripts/api-report.ts';
import { listPackages } from '../scripts/workspace.ts';

// Reads what the last build emitted. A change of the API shows in the diff: `pnpm api:update` rewrites the reports.
describe('the public API is the reviewed one', () => {
  it.each(listPackages().map((one) => ({ name: one.manifest.name, one })))('$name', ({ one }) => {
    const reviewed = existsSync(apiFile(one)) ? readFileSync(apiFile(one), 'utf8') : '';
    expect(apiReport(one), 'run `pnpm api:update` and review the diff').toBe(reviewed);
  });
});
