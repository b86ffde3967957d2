import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakeUpstream } from '@toolwright/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { hasProgram, startPrometheus } from './support/run-prometheus.ts';
import type { RunningPrometheus } from './support/run-prometheus.ts';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

const app = fileURLToPath(new URL('..', import.meta.url));
const alerts = join(app, 'deploy/prometheus/alerts.yml');
const alertTests = join(app, 'deploy/prometheus/alerts.test.yml');
const dashboardText = readFileSync(join(app, 'deploy/grafana/tools.json'), 'utf8');
const dashboard = JSON.parse(dashboardText) as Dashboard;

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

interface RulesFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string }[] }[];
}

interface RuleTests {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts?: unknown }[];
  }[];
}

describe("Grafana's dashboard", () => {
  it("fits the types that Grafana's own dashboards have", { timeout: 60_000 }, () => {
    expect(compiled(dashboardText)).toEqual({ status: 0, output: '' });
    expect(compiled(dashboardText.replace('"targets"', '"target"')).output).toContain('\'"target"\'');
  });

  it('has a number of its own for each panel', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe.skipIf(!hasProgram('promtool'))('promtool', () => {
  const promtool = (...parameters: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', parameters, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };

  it('finds the rules sound, and that each does what it is for', () => {
    expect(promtool('check', 'rules', alerts)).toMatchObject({ status: 0 });
    const { status, output } = promtool('test', 'rules', alertTests);
    expect(status, output).toBe(0);
  });

  it('has a test in which each alert is raised', () => {
    const { groups } = parse(readFileSync(alerts, 'utf8')) as RulesFile;
    const { tests } = parse(readFileSync(alertTests, 'utf8')) as RuleTests;
    const raised = tests.flatMap((test) =>
      test.alert_rule_test.filter(({ exp_alerts: expected }) => expected !== undefined),
    );
    expect(new Set(raised.map(({ alertname }) => alertname))).toEqual(
      new Set(groups.flatMap(({ rules }) => rules.flatMap(({ alert }) => alert ?? []))),
    );
  });
});

describe.skipIf(!hasProgram('prometheus'))('a real Prometheus that watches the service', () => {
  let desk: Desk;
  let upstream: Awaited<ReturnType<typeof startFakeUpstream>>;
  let prometheus: RunningPrometheus;

  beforeAll(async () => {
    upstream = await startFakeUpstream();
    desk = await startDesk({ WEATHER_API_URL: upstream.url });
    const { url } = await desk.service.server.listen({ host: '127.0.0.1', port: 0 });
    prometheus = await startPrometheus(new URL(url).host, alerts);
  });

  afterAll(async () => {
    await prometheus?.stop();
    await desk?.service.server.close({ drainMs: 0 });
    await desk?.stop();
    await upstream?.stop();
  });

  it('answers every question of the dashboard with numbers', async () => {
    const questions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    expect(questions.length).toBeGreaterThan(14);
    await eventually(async () => {
      const unanswered: string[] = [];
      for (const question of questions) {
        const answer = await prometheus.ask(filledIn(question));
        if (answer.length === 0 || answer.some(({ value }) => !Number.isFinite(Number(value[1]))))
          unanswered.push(question);
      }
      expect(unanswered).toEqual([]);
    });
  });

  it('evaluates every rule, and has what each looks at', async () => {
    await eventually(async () => {
      const unanswered: string[] = [];
      for (const { name, query, health } of await prometheus.rules()) {
        if (health !== 'ok') unanswered.push(`${name}: ${health}`);
        // A service that is well has no overflow; the rule's own test in alerts.test.yml has one.
        else if (name !== 'SeriesOverflow' && (await prometheus.ask(lookedAt(query))).length === 0)
          unanswered.push(name);
      }
      expect(unanswered).toEqual([]);
    });
  });

  /** Asks until the answer holds, with calls of all kinds meanwhile. */
  function eventually(holds: () => Promise<void>): Promise<void> {
    let point = 0;
    return vi.waitFor(
      async () => {
        upstream.follow([{ status: 500 }, { json: current }]);
        point += 1;
        const place = { latitude: point % 80, longitude: 7 };
        for (let time = 0; time < 2; time += 1) await desk.toolbox.dispatch('weather.current', place);
        await desk.toolbox.dispatch('places.search', { name: 'lis' });
        await desk.toolbox.dispatch('trips.plan', { to: 'Nowhere at all' });
        await holds();
      },
      { timeout: 25_000, interval: 300 },
    );
  }
});

const current = {
  current: {
    time: '2026-11-21T04:00',
    temperature_2m: 4,
    wind_speed_10m: 9,
    relative_humidity_2m: 60,
    weather_code: 1,
  },
};

/** A question as Grafana asks it when nothing is chosen. */
function filledIn(question: string): string {
  return question.replaceAll(/\$(?:job|tool)\b/g, '.*').replaceAll('$__rate_interval', '5s');
}

/** A rule's question without the bounds beyond which it is ill, and for any failure. */
function lookedAt(query: string): string {
  return query
    .replaceAll(/ > [\d.]+/g, '')
    .replaceAll(/error_type="(?:SERVICE_UNAVAILABLE|RATE_LIMITED)"/g, 'error_type!=""');
}

/** What the compiler says of a dashboard as a value of Grafana's type. */
function compiled(text: string): { readonly status: number | null; readonly output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
  try {
    symlinkSync(join(app, 'node_modules'), join(folder, 'node_modules'));
    const file = join(folder, 'dashboard.mts');
    writeFileSync(
      file,
      `import type { Dashboard } from '@grafana/schema';\nexport const it: Dashboard = ${text};\n`,
    );
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--ignoreConfig'];
    const { status, stdout } = spawnSync('tsc', [...options, file], { cwd: folder, encoding: 'utf8' });
    return { status, output: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
