import { numberOption } from '../errors/invalid-options.ts';
import { defaultSensitiveKeys, sensitiveKeyTest } from './sensitive-keys.ts';
import { compileSensitive, itemPlans, memberPlans, withAlike } from './sensitive-schema.ts';
import type { SensitivePlan } from './sensitive-schema.ts';

/**
 * Answers the value without its secrets. What holds none is shared with the original, which is never changed; what
 * holds one is copied. In place of a secret stands `[redacted]`, of a member that contains itself `[circular]`, and of
 * what lies beyond the bounds `[truncated]`: what was not looked at is not shown.
 */
export type Redactor = (value: unknown) => unknown;

/** What a redactor takes for a secret, and how far it looks. */
export interface RedactorOptions {
  /** A JSON Schema of the values: members marked `"x-sensitive": true` are secrets. @default none */
  readonly schema?: Readonly<Record<string, unknown>>;
  /**
   * Names of secrets at any depth, whatever their case and separators, also as the last words of a longer name.
   * @default {@link defaultSensitiveKeys}
   */
  readonly keys?: readonly string[];
  /** How deep values are looked into, 1 to 1 000. @default 64 */
  readonly maxDepth?: number;
  /** How many members of one value are looked at, all levels together; at least 1. @default 100_000 */
  readonly maxMembers?: number;
}

/** Makes a redactor; schema and names are compiled here, once. */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const plan = options.schema === undefined ? undefined : compileSensitive(options.schema);
  const settings: Settings = {
    isSensitiveKey: sensitiveKeyTest(options.keys ?? defaultSensitiveKeys),
    maxDepth: numberOption('maxDepth', options.maxDepth ?? 64, { min: 1, max: 1_000, integer: true }),
  };
  const maxMembers = numberOption('maxMembers', options.maxMembers ?? 100_000, { min: 1, integer: true });
  const plans = plan === undefined ? [] : withAlike([plan]);
  return (value) => redact(value, plans, { ...settings, parents: [], membersLeft: maxMembers });
}

const redacted = '[redacted]';
const circular = '[circular]';
const truncated = '[truncated]';

interface Settings {
  readonly isSensitiveKey: (name: string) => boolean;
  readonly maxDepth: number;
}

interface Walk extends Settings {
  readonly parents: object[];
  membersLeft: number;
}

function redact(value: unknown, plans: readonly SensitivePlan[], walk: Walk): unknown {
  if (value === undefined || value === null) return value;
  if (plans.some((plan) => plan.sensitive)) return redacted;
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (walk.parents.includes(value)) return circular;
  if (walk.parents.length >= walk.maxDepth) return truncated;
  walk.parents.push(value);
  try {
    if (Array.isArray(value)) return redactItems(value, plans, walk);
    if (value instanceof Map) return redactMap(value, plans, walk);
    if (value instanceof Set) return redactSet(value, plans, walk);
    return redactMembers(value, plans, walk);
  } finally {
    walk.parents.pop();
  }
}

function redactItems(items: readonly unknown[], plans: readonly SensitivePlan[], walk: Walk): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    if (!mayLookAt(walk)) return [...(copy ?? items.slice(0, index)), truncated];
    const item = items[index];
    const kept = redact(item, plans.length === 0 ? plans : itemPlans(plans, index), walk);
    if (kept !== item) copy ??= items.slice(0, index);
    copy?.push(kept);
  }
  return copy ?? items;
}

function redactSet(items: ReadonlySet<unknown>, plans: readonly SensitivePlan[], walk: Walk): unknown {
  const before = [...items];
  const after = redactItems(before, plans, walk);
  return after === before ? items : new Set(after as readonly unknown[]);
}

function redactMap(map: ReadonlyMap<unknown, unknown>, plans: readonly SensitivePlan[], walk: Walk): unknown {
  const copy = new Map<unknown, unknown>();
  let changed = false;
  for (const [key, value] of map) {
    if (!mayLookAt(walk)) return copy.set(truncated, true);
    const kept =
      typeof key === 'string' ? redactMember(key, value, { plans, walk }) : redact(value, [], walk);
    changed ||= kept !== value;
    copy.set(key, kept);
  }
  return changed ? copy : map;
}

function redactMembers(value: object, plans: readonly SensitivePlan[], walk: Walk): unknown {
  const changes = new Map<string, unknown>();
  // An error's cause is not enumerable, and loggers show it all the same.
  const names = value instanceof Error ? Object.getOwnPropertyNames(value) : Object.keys(value);
  for (const [index, name] of names.entries()) {
    if (!mayLookAt(walk)) return copyOf(value, changes.set(truncated, true), names.slice(index));
    try {
      const member = (value as Record<string, unknown>)[name];
      const kept = redactMember(name, member, { plans, walk });
      if (kept !== member) changes.set(name, kept);
    } catch {
      // A getter that throws now may answer later: whatever it hides stays hidden.
      changes.set(name, redacted);
    }
  }
  return changes.size === 0 ? value : copyOf(value, changes, []);
}

function redactMember(
  name: string,
  value: unknown,
  rest: { readonly plans: readonly SensitivePlan[]; readonly walk: Walk },
): unknown {
  const { plans, walk } = rest;
  if (value === undefined || value === null) return value;
  if (walk.isSensitiveKey(name)) return redacted;
  return redact(value, plans.length === 0 ? plans : memberPlans(plans, name), walk);
}

/** Keeps the prototype, and what is not enumerable: an error stays an error, with its message and stack. */
function copyOf(value: object, changes: ReadonlyMap<string, unknown>, without: readonly string[]): object {
  const members = new Map<PropertyKey, PropertyDescriptor | undefined>();
  for (const key of Reflect.ownKeys(value)) members.set(key, Reflect.getOwnPropertyDescriptor(value, key));
  for (const name of without) members.delete(name);
  // An error's stack is a getter that only knows the error it was made for.
  if (value instanceof Error && members.get('stack')?.get) {
    members.set('stack', { value: value.stack, enumerable: false, configurable: true, writable: true });
  }
  for (const [name, changed] of changes) {
    const enumerable = members.get(name)?.enumerable ?? true;
    members.set(name, { value: changed, enumerable, configurable: true, writable: true });
  }
  const copy = Object.create(Object.getPrototypeOf(value) as object | null) as object;
  for (const [key, descriptor] of members) Object.defineProperty(copy, key, descriptor ?? {});
  return copy;
}

function mayLookAt(walk: Walk): boolean {
  walk.membersLeft -= 1;
  return walk.membersLeft >= 0;
}
