import { afterEach, describe, expect, it } from 'vitest';
import { startDesk } from './support/start-desk.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(variables: Readonly<Record<string, string>> = {}) {
  const desk = await startDesk(variables);
  closers.push(() => desk.stop());
  return desk;
}

describe('trips.plan', () => {
  it('finds destination, distance, weather and excursions with the other tools', async () => {
    const { toolbox } = await start();
    const progress: number[] = [];
    const result = await toolbox.call(
      'trips.plan',
      { to: 'Madrid', country: 'ES', from: 'Lisbon', days: 2 },
      { onProgress: ({ completed }) => progress.push(completed) },
    );
    expect(result).toMatchObject({
      status: 'success',
      data: {
        destination: { name: 'Madrid', country: 'ES' },
        journey: { from: { name: 'Lisbon', country: 'PT' } },
        forecast: { source: 'simulation' },
        steps: [{ status: 'done' }, { status: 'done' }, { status: 'done' }],
      },
    });
    if (result.status !== 'success') throw new Error('no success');
    const { journey, forecast, excursions, destination } = result.data;
    expect(journey?.distanceKm).toBeGreaterThan(490);
    expect(journey?.distanceKm).toBeLessThan(515);
    expect(forecast?.days).toHaveLength(2);
    expect(excursions).toHaveLength(5);
    expect(excursions?.every(({ id, distanceKm }) => id !== destination.id && distanceKm >= 15)).toBe(true);
    expect(progress).toEqual([1, 2, 3]);
  });

  it('does without the steps that fail, and says why', async () => {
    // The plan, the destination and one step more: what the plan calls counts for its caller.
    const { toolbox } = await start({ RATE_LIMIT_PER_MINUTE: '30' });
    const result = await toolbox.call('trips.plan', { to: 'Paris', from: 'Xyzzyville' });
    expect(result).toMatchObject({
      status: 'success',
      data: {
        destination: { name: 'Paris' },
        steps: [
          {
            step: 'journey',
            status: 'failed',
            reason: expect.stringContaining('no place called "Xyzzyville"'),
          },
          { step: 'forecast', status: 'failed', reason: expect.stringContaining('Rate limit') },
          { step: 'excursions', status: 'failed', reason: expect.stringContaining('Rate limit') },
        ],
      },
    });
    expect(result).not.toHaveProperty('data.forecast');
  });

  it('skips what is not asked for', async () => {
    const { toolbox } = await start();
    const result = await toolbox.call('trips.plan', { to: 'Paris' });
    expect(result).toMatchObject({
      data: { steps: [{ status: 'skipped' }, { status: 'done' }, { status: 'done' }] },
    });
  });

  it('fails when there is no such destination', async () => {
    const { toolbox } = await start();
    const result = await toolbox.call('trips.plan', { to: 'Xyzzyville' });
    expect(result).toMatchObject({
      status: 'error',
      error: { code: 'PLACE_NOT_FOUND', type: 'not_found_error' },
    });
  });
});
