import { invalidOption } from '../errors/invalid-options.ts';
import type { Plugin } from './plugin.ts';
import { pluginConflict } from './plugin-error.ts';
import { isVersion, isVersionRange, versionSatisfies } from './version-range.ts';

/**
 * Puts plugins that are to be installed together in an order in which every dependency comes before its dependents,
 * and otherwise as given.
 *
 * @throws `INVALID_OPTIONS` for a plugin that says something impossible of itself, `PLUGIN_CONFLICT` when the plugins
 * do not fit each other or those already `installed` (name to version).
 */
export function installOrder(
  plugins: readonly Plugin[],
  installed: ReadonlyMap<string, string>,
): readonly Plugin[] {
  const coming = new Map<string, Plugin>();
  for (const plugin of plugins) {
    checkPlugin(plugin);
    if (installed.has(plugin.name) || coming.has(plugin.name)) {
      throw pluginConflict('already-installed', `Plugin "${plugin.name}" is installed already`, {
        plugin: plugin.name,
      });
    }
    coming.set(plugin.name, plugin);
  }
  const ordered = new Set<Plugin>();
  for (const plugin of plugins) visit(plugin, { coming, installed, ordered, path: [] });
  return [...ordered];
}

interface Walk {
  readonly coming: ReadonlyMap<string, Plugin>;
  readonly installed: ReadonlyMap<string, string>;
  readonly ordered: Set<Plugin>;
  /** The plugins between the one that the walk began with and this one. */
  readonly path: readonly string[];
}

function visit(plugin: Plugin, walk: Walk): void {
  if (walk.ordered.has(plugin)) return;
  const start = walk.path.indexOf(plugin.name);
  const path = [...walk.path, plugin.name];
  if (start >= 0) {
    const cycle = path.slice(start);
    throw pluginConflict('dependency-cycle', `Plugins depend on each other: ${cycle.join(' → ')}`, { cycle });
  }
  for (const [name, range] of Object.entries(plugin.dependencies ?? {})) {
    const dependency = walk.coming.get(name);
    checkDependency(plugin, { name, range, version: dependency?.version ?? walk.installed.get(name) });
    if (dependency !== undefined) visit(dependency, { ...walk, path });
  }
  walk.ordered.add(plugin);
}

function checkDependency(
  plugin: Plugin,
  dependency: { readonly name: string; readonly range: string; readonly version: string | undefined },
): void {
  const { name, range, version } = dependency;
  const details = { plugin: plugin.name, dependency: name, range, version };
  const wish = `Plugin "${plugin.name}" needs "${name}" ${range}`;
  if (version === undefined) {
    throw pluginConflict('dependency-missing', `${wish}, which is not installed; install it first`, details);
  }
  if (!versionSatisfies(version, range)) {
    throw pluginConflict('dependency-version', `${wish}, and ${version} is installed`, details);
  }
}

function checkPlugin(plugin: Plugin): void {
  if (typeof plugin.name !== 'string' || plugin.name === '') {
    throw invalidOption('plugin.name', 'a text that is not empty', plugin.name);
  }
  if (typeof plugin.version !== 'string' || !isVersion(plugin.version)) {
    throw invalidOption(`version of plugin "${plugin.name}"`, 'a version such as 1.2.3', plugin.version);
  }
  for (const [name, range] of Object.entries(plugin.dependencies ?? {})) {
    if (typeof range === 'string' && isVersionRange(range)) continue;
    throw invalidOption(`dependency "${name}" of plugin "${plugin.name}"`, 'a range such as ^1.2.3', range);
  }
}
