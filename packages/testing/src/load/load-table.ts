import type { LoadReport } from './load-test.ts';

/** The report as a table for people. */
export function loadTable(report: LoadReport): string {
  const { latencyMs, serviceMs, memory, errors, metrics } = report;
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0);
  const rows: [string, string][] = [
    ['model', report.model],
    ['duration', `${(report.durationMs / 1_000).toFixed(1)} s`],
    ['calls', `${report.calls} (${report.throughputPerSecond.toFixed(1)} per second)`],
    ['latency p50 / p95 / p99 / max', times(latencyMs.p50, latencyMs.p95, latencyMs.p99, latencyMs.max)],
    ['service p50 / p95 / p99 / max', times(serviceMs.p50, serviceMs.p95, serviceMs.p99, serviceMs.max)],
    ['errors', failed === 0 ? 'none' : `${failed} (${shareOf(failed, report.calls)})`],
    ...Object.entries(errors).map(([code, count]): [string, string] => [`  ${code}`, String(count)]),
    ['heap before / after, peak RSS', sizes(memory.heapUsedBefore, memory.heapUsedAfter, memory.rssPeak)],
    ...Object.entries(metrics).map(([name, { count, sum }]): [string, string] => {
      return [`  ${name}`, `${count} measured, sum ${Number(sum.toFixed(3))}`];
    }),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n');
}

function times(...values: readonly number[]): string {
  return `${values.map((value) => value.toFixed(2)).join(' / ')} ms`;
}

function sizes(...values: readonly number[]): string {
  return `${values.map((value) => (value / 1_048_576).toFixed(1)).join(' / ')} MiB`;
}

function shareOf(part: number, whole: number): string {
  return `${((part / whole) * 100).toFixed(2)} %`;
}
