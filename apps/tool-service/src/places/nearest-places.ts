import { boxesAround, distanceKm } from './great-circle.ts';
import type { Place, PlacesDatabase } from './places-database.ts';

/** A place and how far it is. */
export type DistantPlace = Place & { readonly distanceKm: number };

/** What is looked for around which point. */
export interface NearbyQuery {
  readonly latitude: number;
  readonly longitude: number;
  /** Nothing nearer than this is looked for. */
  readonly beyondKm: number;
  readonly radiusKm: number;
  readonly limit: number;
  readonly minPopulation: number;
}

const firstRadiusKm = 10;

/**
 * Finds the places nearest to a point, nearest first, between `beyondKm` and `radiusKm` away. Looks near first and doubles the
 * radius until there are enough, so that a wide search around a city reads little.
 */
export function nearestPlaces(places: PlacesDatabase, query: NearbyQuery): readonly DistantPlace[] {
  const { beyondKm, radiusKm, limit } = query;
  for (
    let radius = Math.min(Math.max(firstRadiusKm, 2 * beyondKm), radiusKm);
    ;
    radius = Math.min(radius * 2, radiusKm)
  ) {
    const found = placesIn(places, query, radius);
    if (found.length >= limit || radius === radiusKm) {
      return found.toSorted((a, b) => a.distanceKm - b.distanceKm || a.id - b.id).slice(0, limit);
    }
  }
}

function placesIn(places: PlacesDatabase, query: NearbyQuery, radiusKm: number): DistantPlace[] {
  const found: DistantPlace[] = [];
  for (const box of boxesAround(query, radiusKm)) {
    for (const place of places.within(box, query.minPopulation)) {
      const exactKm = distanceKm(query, place);
      if (exactKm >= query.beyondKm && exactKm <= radiusKm) found.push({ ...place, distanceKm: exactKm });
    }
  }
  return found;
}
