import type { Middleware } from './middleware.ts';

/** Finds rails that stand in an order they say is wrong; each finding says what to change. */
export function wrongRailOrder(layers: readonly Middleware[]): readonly string[] {
  const names = layers.map((layer) => layer.rail?.name);
  return layers.flatMap(({ rail }, index) => {
    if (rail === undefined) return [];
    const around = new Set(names.slice(0, index));
    const within = new Set(names.slice(index + 1));
    return [
      ...(rail.outside ?? []).filter((name) => around.has(name)).map((name) => move(rail.name, name)),
      ...(rail.inside ?? []).filter((name) => within.has(name)).map((name) => move(name, rail.name)),
    ];
  });
}

function move(outer: string, inner: string): string {
  return `"${outer}" must stand outside of "${inner}": list it earlier`;
}
