import { createToolbox } from '@toolwright/core';
import type { AnyTool, Toolbox, ToolboxOptions } from '@toolwright/core';
import { createFakeClock } from '../fake-clock.ts';
import type { FakeClock } from '../fake-clock.ts';
import { recordEvents } from '../record/record-events.ts';
import type { RecordedEvents } from '../record/record-events.ts';
import { recordLogs } from '../record/record-logs.ts';
import type { RecordedLogs } from '../record/record-logs.ts';
import { recordTelemetry } from '../record/record-telemetry.ts';
import type { RecordedTelemetry } from '../record/record-telemetry.ts';
import { seededRandom } from '../seeded-random.ts';
import { createTestClient } from './create-test-client.ts';
import type { TestClient } from './create-test-client.ts';

/** A toolbox in a test's hands. */
export interface TestToolbox<Tools extends readonly AnyTool[]> {
  readonly toolbox: Toolbox<Tools>;
  readonly client: TestClient<Tools>;
  /** The toolbox's time: it passes when the test says so. */
  readonly clock: FakeClock;
  readonly logs: RecordedLogs;
  readonly events: RecordedEvents;
  /** The toolbox's spans; hand `telemetry.telemetry` to rails and tools that should record there too. */
  readonly telemetry: RecordedTelemetry;
}

/** What a test toolbox is made of: the test's own clock is used by whatever else the test makes. */
export type TestToolboxOptions<Tools extends readonly AnyTool[]> = Omit<
  ToolboxOptions<Tools>,
  'clock' | 'random' | 'logger' | 'telemetry'
> & {
  /** @default a new one */
  readonly clock?: FakeClock;
  /** @default a new one */
  readonly telemetry?: RecordedTelemetry;
};

/** Makes a toolbox on fake time and seeded chance, that keeps its logs, spans and events, and a client of it. */
export function createTestToolbox<const Tools extends readonly AnyTool[]>(
  options: TestToolboxOptions<Tools>,
): TestToolbox<Tools> {
  const { clock = createFakeClock(), telemetry = recordTelemetry(), ...rest } = options;
  const logs = recordLogs();
  const toolbox = createToolbox<Tools>({
    ...(rest as ToolboxOptions<Tools>),
    clock,
    random: seededRandom('toolbox'),
    logger: logs.logger,
    telemetry: telemetry.telemetry,
  });
  return {
    toolbox,
    client: createTestClient(toolbox),
    clock,
    logs,
    events: recordEvents(toolbox.events),
    telemetry,
  };
}
