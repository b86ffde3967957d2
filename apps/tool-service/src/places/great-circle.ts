import type { Box } from './places-database.ts';
import type { Point } from './point.ts';

// The mean radius of the earth (IUGG): as a sphere, distances are right to about half a percent.
const earthKm = 6_371.0088;
const radians = Math.PI / 180;

/** The length of the shortest way between two points over the earth's surface, by the haversine formula. */
export function distanceKm(from: Point, to: Point): number {
  const north = Math.sin(((to.latitude - from.latitude) * radians) / 2) ** 2;
  const east = Math.sin(((to.longitude - from.longitude) * radians) / 2) ** 2;
  const shrink = Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians);
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(north + shrink * east)));
}

/**
 * The boxes that hold everything within `radiusKm` of a point: two when it reaches over the antimeridian, all the way
 * round when it reaches over a pole.
 */
export function boxesAround({ latitude, longitude }: Point, radiusKm: number): readonly Box[] {
  const angle = radiusKm / earthKm;
  const south = latitude - angle / radians;
  const north = latitude + angle / radians;
  if (south <= -90 || north >= 90) return [{ south, north, west: -180, east: 180 }];
  // Where the circle is widest, which is poleward of its middle.
  const reach = Math.asin(Math.sin(angle) / Math.cos(latitude * radians)) / radians;
  const [west, east] = [longitude - reach, longitude + reach];
  if (west < -180) {
    return [
      { south, north, west: -180, east },
      { south, north, west: west + 360, east: 180 },
    ];
  }
  if (east <= 180) return [{ south, north, west, east }];
  return [
    { south, north, west, east: 180 },
    { south, north, west: -180, east: east - 360 },
  ];
}
