import { integerField, numberField, objectField, stringField } from '@toolwright/schema';

/** A place as the tools tell of it. */
export const placeFields = {
  id: integerField({ description: 'GeoNames id' }),
  name: stringField({ maxLength: 200 }),
  country: stringField({ maxLength: 2, description: 'ISO 3166-1 alpha-2' }),
  region: stringField({ maxLength: 20, description: 'GeoNames code of the region within the country' }),
  population: integerField(),
  latitude: numberField(),
  longitude: numberField(),
};

export const place = objectField(placeFields);
