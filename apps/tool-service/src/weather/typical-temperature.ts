const dayMs = 86_400_000;
const yearDays = 365.25;
// The coldest day of the north, a few weeks after the solstice.
const coldestDay = 20;

/**
 * About how warm a day of the year is at a latitude, in degrees Celsius: the mean falls from 27 at the equator, and the
 * seasons swing wider, towards the poles. A rule of thumb that knows neither seas nor mountains: errors of 10 degrees
 * are usual.
 */
export function typicalTemperature(latitude: number, atMs: number): number {
  const day = (atMs / dayMs) % yearDays;
  const mean = 27 - 0.0075 * latitude ** 2;
  const swing = 0.28 * Math.abs(latitude);
  const season = -Math.cos((2 * Math.PI * (day - coldestDay)) / yearDays) * Math.sign(latitude);
  return Math.round((mean + swing * season) * 10) / 10;
}
