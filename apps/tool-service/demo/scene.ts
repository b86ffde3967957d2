import type { DemoDesk } from './demo-desk.ts';

/** Steps that belong together. */
export interface Scene {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** One thing that the demo does. */
export interface Step {
  /** The way it goes: `REST`, `MCP`, `HTTP` for what is no tool, or two of them. */
  readonly door: string;
  readonly did: string;
  /** Rejects when the service did not behave as it should. */
  readonly run: (desk: DemoDesk) => Promise<Seen>;
}

/** What was to be seen. */
export interface Seen {
  readonly came: string;
  readonly said: string;
}

/** @throws an error of that message when it is not so. */
export function expectThat(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}
