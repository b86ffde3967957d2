import type { Readable, Writable } from 'node:stream';
import { consoleLogger, numberOption, systemClock } from '@toolwright/core';
import type { AnyToolbox, Clock, Logger, Principal } from '@toolwright/core';
import { keepProcess } from '../host/keep-process.ts';
import type { McpOptions } from '../mcp/mcp-options.ts';
import { mcpEndpoint } from '../mcp/mcp-route.ts';
import type { QuestionOptions } from '../questions/question-options.ts';
import { RequestState } from '../questions/request-state.ts';
import { LineInput } from './line-input.ts';
import { LineReader } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';
import { claimStandardOutput } from './standard-output.ts';
import { checkedStdioLimits } from './stdio-limits.ts';
import type { StdioLimits } from './stdio-limits.ts';
import { StdioSession } from './stdio-session.ts';

/** What is served to the program that started this one, and how. */
export interface StdioOptions {
  readonly toolbox: AnyToolbox;
  /** As for a server; the path of it does nothing here. */
  readonly mcp: McpOptions;
  /** Whom the client stands for: over these streams nobody shows credentials. @default nobody */
  readonly principal?: Principal;
  /** How calls that ask a person go on. */
  readonly questions?: QuestionOptions;
  /** @default process.stdin */
  readonly input?: Readable;
  /** @default process.stdout, which then is for messages alone: what else is written to it goes to the standard error */
  readonly output?: Writable;
  /** Ends the service as the end of the input does. */
  readonly signal?: AbortSignal;
  /**
   * How long calls may go on after the input has ended, in milliseconds from 0. Clients wait for about 2 000 before they
   * kill. @default 1_500
   */
  readonly drainMs?: number;
  readonly limits?: Partial<StdioLimits>;
  /** @default systemClock */
  readonly clock?: Clock;
  /** Where unexpected failures go. @default consoleLogger, which writes to the standard error */
  readonly logger?: Logger;
}

// No line of HTTP stands between two messages here that would have to be kept alive.
const noHeartbeatMs = 2_147_483_647;

/**
 * Serves a toolbox over the Model Context Protocol to the program that started this one: a message a line, from the
 * input and to the output. Resolves once the input has ended, the output has been closed, or the signal says so: to the
 * number of requests that were cut off, 0 when all have been answered. The toolbox goes on, for its owner to stop.
 *
 * @throws `INVALID_OPTIONS` for an option out of its range, and for a tool that the protocol cannot serve.
 */
export async function serveStdio(options: StdioOptions): Promise<number> {
  const { toolbox, principal, clock = systemClock, logger = consoleLogger, input = process.stdin } = options;
  const drainMs = numberOption('drainMs', options.drainMs ?? 1_500, { min: 0 });
  const limits = checkedStdioLimits(options.limits);
  const stream = { clock, heartbeatMs: noHeartbeatMs };
  const authenticated = principal !== undefined;
  const closing = new AbortController();
  const endpoint = mcpEndpoint(options.mcp, {
    toolbox,
    authenticated,
    stream,
    logger,
    state: new RequestState(options.questions ?? {}, clock),
    closing: closing.signal,
  });
  const claimed = options.output === undefined ? claimStandardOutput() : undefined;
  const writer = new LineWriter(claimed?.output ?? options.output!, { clock, stalledMs: limits.stalledMs });
  const session = new StdioSession({ endpoint, writer, limits, principal, logger });
  const release = keepProcess();
  try {
    await readAll(input, { session, writer, limits, signal: options.signal });
    closing.abort();
    const answered = session.idle().then(() => writer.flushed());
    await unlessLate(Promise.race([answered, writer.gone]), drainMs, clock);
    return session.cut();
  } finally {
    closing.abort();
    writer.close();
    claimed?.release();
    release();
  }
}

interface Reading {
  readonly session: StdioSession;
  readonly writer: LineWriter;
  readonly limits: StdioLimits;
  readonly signal: AbortSignal | undefined;
}

/** Reads until there is nothing more to read, or nobody who hears of it. */
async function readAll(input: Readable, { session, writer, limits, signal }: Reading): Promise<void> {
  const reader = new LineReader(limits.lineBytes);
  const lines = new LineInput(input, { reader, take: (line) => session.take(line), writer });
  const leave = (): void => lines.leave();
  signal?.addEventListener('abort', leave);
  if (signal?.aborted === true) leave();
  await Promise.race([lines.ended, writer.gone]);
  signal?.removeEventListener('abort', leave);
  leave();
}

async function unlessLate(done: Promise<void>, waitMs: number, clock: Clock): Promise<void> {
  let cancel: (() => void) | undefined;
  const late = new Promise<void>((resolve) => (cancel = clock.after(waitMs, resolve)));
  await Promise.race([done, late]);
  cancel?.();
}
