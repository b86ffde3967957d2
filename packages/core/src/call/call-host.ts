import type { Failure } from '../errors/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { AnyTool } from '../tool/tool.ts';
import type { CallState } from './call-state.ts';
import type { Outcome } from './outcome.ts';
import type { TimerWheel } from './timer-wheel.ts';

/** What a call needs of the toolbox that runs it. */
export interface CallHost {
  /** Waits on the wheel. */
  readonly clock: Clock;
  readonly wheel: TimerWheel;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  /** Why nothing may begin any more, once the toolbox has drained. */
  readonly halted: Failure | undefined;
  nextCallId(): string;
  /** Runs another tool below `parent`. */
  invoke(parent: CallState, tool: AnyTool, input: unknown): Promise<Outcome>;
  /** A piece of work began that the drain must wait for. */
  workBegan(): void;
  workEnded(): void;
}
