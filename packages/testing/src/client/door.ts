import type { AnyToolbox, CallOptions, StreamItem, ToolDescription, ToolResult } from '@toolwright/core';

/**
 * A way into a toolbox: in process, or over a protocol to a service that runs. A test written against a
 * {@link TestClient} runs unchanged at every door.
 */
export interface Door {
  /** Names the door in a test report: `in process`, `REST`… */
  readonly name: string;
  /** Calls a tool. Never rejects for a failing call: what goes wrong is in the result. */
  dispatch(tool: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
  /** Calls a tool and yields what it does, exactly one result last. Leaving the loop cancels the call. */
  dispatchStream(tool: string, input: unknown, options?: CallOptions): AsyncIterable<StreamItem>;
  /** The tools behind the door, in the order of names; over a wire, those that the caller may call. */
  describe(options?: CallOptions): Promise<readonly ToolDescription[]>;
  /** Leaves; what runs behind the door goes on. */
  close(): Promise<void>;
}

/** The door that is a function call. */
export function inProcessDoor(toolbox: AnyToolbox): Door {
  return {
    name: 'in process',
    dispatch: (tool, input, options) => toolbox.dispatch(tool, input, options),
    dispatchStream: (tool, input, options) => toolbox.dispatchStream(tool, input, options),
    describe: () => Promise.resolve(toolbox.describe()),
    close: () => Promise.resolve(),
  };
}
