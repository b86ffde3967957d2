import type { ToolOutput } from '@toolwright/core';
import { expectSuccess } from '@toolwright/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { boxesAround, distanceKm } from '../src/places/great-circle.ts';
import { startDesk } from './support/start-desk.ts';
import type { Desk } from './support/start-desk.ts';

const desk = await startDesk();

afterAll(() => desk.stop());

async function nearby(point: { latitude: number; longitude: number }, query: object = {}) {
  const { results } = expectSuccess(await desk.client.call('places.nearby', { points: [point], ...query }));
  return results[0]!.places;
}

describe('places.nearby', () => {
  it('finds the nearest first, with the distance over the ground', async () => {
    const places = await nearby(
      { latitude: 48.8566, longitude: 2.3522 },
      { minPopulation: 1_000_000, radiusKm: 500 },
    );
    expect(places[0]).toMatchObject({ name: 'Paris', country: 'FR' });
    const london = places.find(({ name }) => name === 'London');
    expect(london?.distanceKm).toBeGreaterThan(340);
    expect(london?.distanceKm).toBeLessThan(346);
    const distances = places.map((place) => place.distanceKm);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  it.each([
    ['in the middle of a continent', { latitude: 47.5, longitude: 8.5 }],
    ['at the antimeridian', { latitude: -17.5, longitude: 179.95 }],
    ['on the other side of it', { latitude: -17.5, longitude: -179.95 }],
    ['near a pole', { latitude: 78.2, longitude: 15.6 }],
    ['at a pole', { latitude: 90, longitude: 0 }],
  ])('misses nothing %s', async (_where, point) => {
    const all = await everyPlace();
    const near = all
      .map((place) => ({ id: place.id, km: distanceKm(point, place) }))
      .filter(({ km }) => km <= 400)
      .toSorted((a, b) => a.km - b.km || a.id - b.id)
      .slice(0, 20);
    const found = await nearby(point, { radiusKm: 400, limit: 20 });
    expect(found.map(({ id }) => id)).toEqual(near.map(({ id }) => id));
  });

  it('leaves out what is nearer than asked, and nothing else', async () => {
    const madrid = { latitude: 40.4168, longitude: -3.7038 };
    const far = await nearby(madrid, { beyondKm: 30, radiusKm: 60, limit: 20 });
    const all = (await everyPlace())
      .map((place) => ({ id: place.id, km: distanceKm(madrid, place) }))
      .filter(({ km }) => km >= 30 && km <= 60)
      .toSorted((a, b) => a.km - b.km || a.id - b.id);
    expect(far.map(({ id }) => id)).toEqual(all.slice(0, 20).map(({ id }) => id));
  });

  it('answers 1 000 points in their order, tells how far it is, and lets others in between', async () => {
    const points = Array.from({ length: 1_000 }, (_, index) => ({
      latitude: -60 + (index % 120),
      longitude: -180 + ((index * 37) % 360),
    }));
    const progress: number[] = [];
    const batch = desk.client.call(
      'places.nearby',
      { points, radiusKm: 100 },
      { onProgress: ({ completed }) => progress.push(completed) },
    );
    const order: string[] = [];
    const other = desk.client
      .call('places.search', { name: 'paris', limit: 1 })
      .then(() => order.push('search'));
    const result = await batch;
    order.push('batch');
    await other;
    expect(order).toEqual(['search', 'batch']);
    expect(progress).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000]);
    const { results } = expectSuccess(result);
    expect(results.map(({ latitude, longitude }) => ({ latitude, longitude }))).toEqual(points);
  });

  it('stops when its caller leaves', async () => {
    const points = Array.from({ length: 1_000 }, () => ({ latitude: 50, longitude: 8 }));
    const onProgress = (): void => running.cancel();
    const running = desk.client.begin('places.nearby', { points }, { onProgress });
    expect(await running.result).toFailWith('CANCELLED');
  });
});

describe('the box around a point', () => {
  it('is two boxes over the antimeridian, and goes round the pole', () => {
    expect(boxesAround({ latitude: 0, longitude: 179.9 }, 50)).toHaveLength(2);
    expect(boxesAround({ latitude: 89.9, longitude: 10 }, 50)).toMatchObject([{ west: -180, east: 180 }]);
  });
});

let known: ToolOutput<Desk['service']['tools'][0]>['places'] | undefined;

async function everyPlace() {
  if (known !== undefined) return known;
  const places = [];
  let cursor: string | undefined;
  for (let page = 0; page < 2_000; page += 1) {
    const given = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const reader = desk.client.as({ subject: `reader ${page}`, permissions: [] });
    const found = expectSuccess(await reader.call('places.search', given));
    places.push(...found.places);
    cursor = found.nextCursor;
    if (cursor === undefined) break;
  }
  return (known = places);
}
