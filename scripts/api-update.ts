// Rewrites the reviewed api.d.ts of each package from what the last build emitted.
import { writeFileSync } from 'node:fs';
import { apiFile, apiReport } from './api-report.ts';
import { listPackages } from './workspace.ts';

for (const one of listPackages()) writeFileSync(apiFile(one), apiReport(one));
