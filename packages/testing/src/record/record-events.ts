import type { BusEvent, EventBus } from '@toolwright/core';

/** Events of a bus, kept. */
export interface RecordedEvents {
  /** All events since the recording began, or those of a name, in order. */
  readonly events: (name?: string) => readonly BusEvent[];
  /** Stops recording; what was recorded stays. */
  readonly stop: () => void;
}

/** Keeps every event of the bus from now on, whether anybody listens or not. */
export function recordEvents<Events extends object>(bus: EventBus<Events>): RecordedEvents {
  const kept: BusEvent[] = [];
  const stop = bus.use((event, next) => {
    kept.push(event);
    return next();
  });
  return { events: (name) => kept.filter((event) => name === undefined || event.name === name), stop };
}
