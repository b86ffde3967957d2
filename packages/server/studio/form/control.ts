import type { JsonObject, JsonValue } from '@toolwright/core';

/** What a person fills one value into. */
export interface Control {
  readonly element: HTMLElement;
  /** `undefined`: nothing is given. */
  read(): JsonValue | undefined;
  write(value: JsonValue | undefined): void;
  /** Whether a value must be given, which can change with the values beside it. */
  require(required: boolean): void;
  /** Shows what is wrong with the value at a path below this one: `[0].city`; empty for this value itself. */
  complain(path: string, message: string): void;
  /** Takes every complaint away. */
  clear(): void;
  /** Goes where a person would begin to fill it in. */
  focus(): void;
}

/** What a control is for. */
export interface ControlSpec {
  readonly label: string;
  readonly schema: JsonObject;
  readonly required: boolean;
  /** How many controls this one is in. */
  readonly depth: number;
}

/** What the controls of one form share. */
export interface FormParts {
  /** The whole schema, which references point into. */
  readonly root: JsonObject;
  /** Makes a control of the kind that the schema needs. */
  make(spec: ControlSpec): Control;
  /** An id that nothing else on the page has. */
  id(): string;
}
