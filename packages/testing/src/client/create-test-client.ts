import type {
  AnyTool,
  AnyToolbox,
  CallOptions,
  Principal,
  ProgressUpdate,
  StreamItem,
  Toolbox,
  ToolChunk,
  ToolDescription,
  ToolInput,
  ToolName,
  ToolNamed,
  ToolOutput,
  ToolResult,
} from '@toolwright/core';
import { ToolError } from '@toolwright/core';
import { inProcessDoor } from './door.ts';
import type { Door } from './door.ts';
import { progressOf } from './service-door.ts';

/** Calls tools for a test, through whichever door it was made with. */
export interface TestClient<Tools extends readonly AnyTool[] = readonly AnyTool[]> {
  readonly door: string;
  call<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): Promise<ToolResult<ToolOutput<ToolNamed<Tools, Name>>>>;
  /** As `call`, with an input that the types would not let through: what comes from the wire. */
  callWith(name: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
  /** Starts a call that the test can leave. */
  begin<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): RunningCall<ToolOutput<ToolNamed<Tools, Name>>>;
  /** Calls a tool and gathers all that comes: chunks, progress and the result. */
  gather<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): Promise<GatheredStream<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>>;
  /** Calls a tool and yields what comes. Leaving the loop cancels the call. */
  stream<Name extends ToolName<Tools[number]>>(
    name: Name,
    input: ToolInput<ToolNamed<Tools, Name>>,
    options?: CallOptions,
  ): AsyncIterable<StreamItem<ToolChunk<ToolNamed<Tools, Name>>, ToolOutput<ToolNamed<Tools, Name>>>>;
  /** The same client for somebody else: every call is made for them unless its options say otherwise. */
  as(principal: Principal, tenant?: string): TestClient<Tools>;
  describe(): Promise<readonly ToolDescription[]>;
  close(): Promise<void>;
}

/** A call under way. */
export interface RunningCall<Data = unknown> {
  readonly result: Promise<ToolResult<Data>>;
  /** Leaves, as a caller who hangs up does. */
  cancel(): void;
}

/** What a stream came to. */
export interface GatheredStream<Chunk = unknown, Data = unknown> {
  readonly chunks: readonly Chunk[];
  readonly progress: readonly ProgressUpdate[];
  readonly result: ToolResult<Data>;
}

/** Makes a client of a toolbox, or of a door to a service that runs. */
export function createTestClient<Tools extends readonly AnyTool[]>(
  toolbox: Toolbox<Tools>,
): TestClient<Tools>;
export function createTestClient(source: AnyToolbox | Door): TestClient;
export function createTestClient(source: AnyToolbox | Door): TestClient {
  return clientOf('serving' in source ? inProcessDoor(source) : source, {});
}

function clientOf(door: Door, own: CallOptions): TestClient {
  const call = (name: string, input: unknown, options?: CallOptions): Promise<ToolResult> =>
    door.dispatch(name, input, { ...own, ...options });
  const stream = (name: string, input: unknown, options?: CallOptions): AsyncIterable<StreamItem> =>
    door.dispatchStream(name, input, { ...own, ...options });
  const client = {
    door: door.name,
    call,
    callWith: call,
    begin(name: string, input: unknown, options?: CallOptions) {
      const leaving = new AbortController();
      const given = options?.signal;
      const signal = given ? AbortSignal.any([given, leaving.signal]) : leaving.signal;
      return {
        result: call(name, input, { ...options, signal }),
        cancel: () => leaving.abort(new ToolError('CANCELLED', 'The test has left')),
      };
    },
    gather: (name: string, input: unknown, options?: CallOptions) => gather(stream(name, input, options)),
    stream,
    as: (principal: Principal, tenant?: string) =>
      clientOf(door, { ...own, principal, ...(tenant !== undefined && { tenant }) }),
    describe: () => door.describe(own),
    close: () => door.close(),
  };
  // What the tools are is known to the caller alone: behind a door there are names and JSON.
  return client as unknown as TestClient;
}

async function gather(items: AsyncIterable<StreamItem>): Promise<GatheredStream> {
  const chunks: unknown[] = [];
  const progress: ProgressUpdate[] = [];
  let result: ToolResult | undefined;
  for await (const item of items) {
    if (result !== undefined) throw new Error(`A ${item.type} came after the result, which must be last`);
    if (item.type === 'chunk') chunks.push(item.data);
    else if (item.type === 'result') ({ result } = item);
    else progress.push(progressOf(item));
  }
  if (result === undefined) throw new Error('The stream ended without a result');
  return { chunks, progress, result };
}
