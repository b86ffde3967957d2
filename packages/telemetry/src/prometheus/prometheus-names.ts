import type { InstrumentInfo } from '../metrics/instrument.ts';

/** How an instrument is shown: its name, and what its values are multiplied by to be in the base unit. */
export interface PrometheusName {
  readonly name: string;
  readonly factor: number;
}

const baseUnits: Readonly<Record<string, { readonly suffix: string; readonly factor: number }>> = {
  ns: { suffix: 'seconds', factor: 1e-9 },
  us: { suffix: 'seconds', factor: 1e-6 },
  ms: { suffix: 'seconds', factor: 0.001 },
  s: { suffix: 'seconds', factor: 1 },
  min: { suffix: 'seconds', factor: 60 },
  h: { suffix: 'seconds', factor: 3_600 },
  By: { suffix: 'bytes', factor: 1 },
  KiBy: { suffix: 'bytes', factor: 1_024 },
  MiBy: { suffix: 'bytes', factor: 1_048_576 },
  '%': { suffix: 'ratio', factor: 0.01 },
};

/**
 * Names an instrument as Prometheus wants it: snake case, its base unit at the end (`seconds`, `bytes`, `ratio`), `_total`
 * on counters. Values in other units are converted by `factor`.
 */
export function prometheusName({ name, kind, unit }: InstrumentInfo): PrometheusName {
  const gaugeRatio = unit === '1' && kind === 'gauge' ? { suffix: 'ratio', factor: 1 } : undefined;
  const { suffix, factor } = gaugeRatio ?? baseUnits[unit] ?? { suffix: '', factor: 1 };
  let plain = snakeCase(name);
  // These ends say what a series is: no gauge may have one.
  if (kind === 'counter') plain = plain.replace(/_total$/, '');
  if (suffix !== '' && !plain.endsWith(`_${suffix}`)) plain += `_${suffix}`;
  if (kind === 'counter') return { name: `${plain}_total`, factor };
  return { name: plain.replace(/_(?:total|count|sum|bucket|info)$/, (end) => `${end}_value`), factor };
}

/** A label's name. `le` and `quantile` are the format's own. */
export function prometheusLabel(name: string): string {
  const plain = snakeCase(name);
  return plain === 'le' || plain === 'quantile' ? `${plain}_value` : plain;
}

function snakeCase(name: string): string {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toLowerCase();
  if (words === '') return 'unnamed';
  return /^\d/.test(words) ? `n_${words}` : words;
}
