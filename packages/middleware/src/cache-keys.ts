import { canonicalDigest, canonicalJson } from '@toolwright/core';
import type { Call, ToolInfo } from '@toolwright/core';
import { otherInputs } from './similar-entry.ts';
import type { SimilarOptions } from './similar-entry.ts';

/** What keys are made of; see `CachedOptions`. */
export interface CacheKeyOptions {
  readonly scope?: 'caller' | 'tenant' | 'shared';
  readonly key?: (call: Call) => unknown;
  readonly vary?: (call: Call) => unknown;
}

/** Makes the keys of one `cached`. */
export interface CacheKeys {
  /** The tool, its version, the tenant, the caller, what `vary` says and the key or the input: as JSON, or its digest. */
  key(call: Call): string;
  /** All of that but the text of a question. */
  scope(call: Call, similar: SimilarOptions): string;
}

// A longer key is stored as its digest.
const longestKey = 256;

/** Makes what makes keys. What is the same for every call of a tool is written once. */
export function cacheKeys({ scope = 'caller', key, vary }: CacheKeyOptions): CacheKeys {
  const tools = new WeakMap<ToolInfo, string>();
  const textOfTool = (tool: ToolInfo): string => {
    let text = tools.get(tool);
    if (text === undefined) {
      text = `[${JSON.stringify(tool.name)},${JSON.stringify(tool.version)}`;
      tools.set(tool, text);
    }
    return text;
  };
  const write = (call: Call, what: unknown): string => {
    const tenant = scope === 'shared' ? undefined : call.tenant;
    const subject = scope === 'caller' ? call.principal?.subject : undefined;
    const varied = vary === undefined ? 'null' : canonicalJson(vary(call) ?? null);
    const asked = what === undefined ? 'null' : canonicalJson(what);
    return `${textOfTool(call.tool)},${textOf(tenant)},${textOf(subject)},${varied},${asked}]`;
  };
  return {
    key(call) {
      const text = write(call, key === undefined ? call.input : key(call));
      return text.length <= longestKey ? text : `${call.tool.name}:${canonicalDigest(text)}`;
    },
    scope: (call, similar) => write(call, otherInputs(call, similar)),
  };
}

function textOf(value: string | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}
