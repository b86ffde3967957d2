import { numberField } from '@toolwright/schema';

/** The inputs that name a point. */
export const point = {
  latitude: numberField({ min: -90, max: 90, description: 'Degrees north' }),
  longitude: numberField({ min: -180, max: 180, description: 'Degrees east' }),
};

/** A point on earth, in degrees. */
export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}
