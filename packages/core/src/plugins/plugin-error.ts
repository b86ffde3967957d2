import { ToolError } from '../errors/tool-error.ts';
import type { JsonObject } from '../json/json-value.ts';

/** Why a plugin cannot come or go: `details.reason`. */
export type PluginConflict =
  | 'already-installed'
  | 'not-installed'
  | 'dependency-missing'
  | 'dependency-version'
  | 'dependency-cycle'
  | 'dependents-remain';

/** Makes the error of a plugin that cannot come or go; nothing has changed. */
export function pluginConflict(
  reason: PluginConflict,
  message: string,
  details: JsonObject,
): ToolError<'PLUGIN_CONFLICT'> {
  return new ToolError('PLUGIN_CONFLICT', message, { details: { reason, ...details } });
}

/** Makes the error of a plugin whose `install` failed and was undone. */
export function pluginInstallFailed(plugin: string, cause: unknown): ToolError<'PLUGIN_INSTALL_FAILED'> {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ToolError(
    'PLUGIN_INSTALL_FAILED',
    `Plugin "${plugin}" could not be installed and nothing of it is left: ${why}`,
    { retryable: false, details: { plugin }, cause },
  );
}
