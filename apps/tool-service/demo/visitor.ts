import type { ToolName, ToolNamed, ToolOutput } from '@toolwright/core';
import type { Service } from '../src/compose.ts';
import type { Answer } from './answer.ts';

type Tools = Service['tools'];

/** The name of a tool of the service. */
export type DeskTool = ToolName<Tools[number]>;

/** What is told beside the input. */
export interface Visit {
  readonly headers?: Readonly<Record<string, string>>;
  /** Asks to hear how far the call is. */
  readonly follow?: boolean;
}

/** Somebody who calls tools over HTTP. */
export interface Visitor {
  call<Name extends DeskTool>(
    tool: Name,
    input: unknown,
    visit?: Visit,
  ): Promise<Answer<ToolOutput<ToolNamed<Tools, Name>>>>;
  /** The tools that it has called. */
  readonly called: ReadonlySet<string>;
}

/** Makes a visitor of `send`, which is told the tool's name. */
export function visitorOf(send: (tool: string, input: unknown, visit: Visit) => Promise<Answer>): Visitor {
  const called = new Set<string>();
  return {
    called,
    async call<Name extends DeskTool>(tool: Name, input: unknown, visit: Visit = {}) {
      called.add(tool);
      return (await send(tool, input, visit)) as Answer<ToolOutput<ToolNamed<Tools, Name>>>;
    },
  };
}
