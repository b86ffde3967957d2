/** What a condition compares with. */
export type ConditionValue = string | number | boolean | null;

/** Holds while a sibling field has the value. Becomes `if`/`then`/`else` in the JSON Schema. */
export interface EqualsCondition {
  readonly field: string;
  readonly equals: ConditionValue;
}

/** Holds while a sibling field has one of the values. Becomes `if`/`then`/`else` in the JSON Schema. */
export interface OneOfCondition {
  readonly field: string;
  readonly oneOf: readonly ConditionValue[];
}

/**
 * When a field applies. A function is handed the object as parsed so far, only once nothing else is wrong with it; it
 * stays out of the JSON Schema.
 */
export type Condition =
  | EqualsCondition
  | OneOfCondition
  | ((input: Readonly<Record<string, unknown>>) => boolean);

/** The values that a field condition accepts. */
export function acceptedValues(condition: EqualsCondition | OneOfCondition): readonly ConditionValue[] {
  return 'oneOf' in condition ? condition.oneOf : [condition.equals];
}
