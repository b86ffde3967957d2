import { expectError, expectSuccess } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { startDesk } from './support/start-desk.ts';

const desk = await startDesk();

afterAll(() => desk.stop());

describe('trips.plan', () => {
  it('finds destination, distance, weather and excursions with the other tools', async () => {
    const progress: number[] = [];
    const result = await desk.client.call(
      'trips.plan',
      { to: 'Madrid', country: 'ES', from: 'Lisbon', days: 2 },
      { onProgress: ({ completed }) => progress.push(completed) },
    );
    const plan = expectSuccess(result);
    expect(plan).toMatchObject({
      destination: { name: 'Madrid', country: 'ES' },
      journey: { from: { name: 'Lisbon', country: 'PT' } },
      forecast: { source: 'simulation' },
      steps: [{ status: 'done' }, { status: 'done' }, { status: 'done' }],
    });
    const { journey, forecast, excursions, destination } = plan;
    expect(journey?.distanceKm).toBeGreaterThan(490);
    expect(journey?.distanceKm).toBeLessThan(515);
    expect(forecast?.days).toHaveLength(2);
    expect(excursions).toHaveLength(5);
    expect(excursions?.every(({ id, distanceKm }) => id !== destination.id && distanceKm >= 15)).toBe(true);
    expect(progress).toEqual([1, 2, 3]);
  });

  it('does without the steps that fail, and says why', async () => {
    // The plan, the destination and one step more: what the plan calls counts for its caller.
    await using limited = await startDesk({ RATE_LIMIT_PER_MINUTE: '30' });
    const plan = expectSuccess(await limited.client.call('trips.plan', { to: 'Paris', from: 'Xyzzyville' }));
    expect(plan).toMatchObject({
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
    });
    expect(plan).not.toHaveProperty('forecast');
  });

  it('skips what is not asked for', async () => {
    const plan = expectSuccess(await desk.client.call('trips.plan', { to: 'Paris' }));
    expect(plan.steps).toMatchObject([{ status: 'skipped' }, { status: 'done' }, { status: 'done' }]);
  });

  it('fails when there is no such destination', async () => {
    const result = await desk.client.call('trips.plan', { to: 'Xyzzyville' });
    expect(expectError(result, 'PLACE_NOT_FOUND').type).toBe('not_found_error');
  });
});
