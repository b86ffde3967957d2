import type { Gauge, Histogram, Meter } from '@opentelemetry/api';
import type { Counter, InstrumentOptions, Recorder } from '@toolwright/core';
import { definedAttributes } from './open-telemetry-span.ts';

/** Core's counter over one of the API. */
export function counterOf(meter: Meter, name: string, options: InstrumentOptions): Counter {
  const { upDown = false } = options;
  const counter = upDown ? meter.createUpDownCounter(name, options) : meter.createCounter(name, options);
  return {
    add(value, attributes) {
      if (!Number.isFinite(value) || (value < 0 && !upDown)) return;
      counter.add(value, attributes && definedAttributes(attributes));
    },
  };
}

/** Core's recorder over a histogram or a gauge of the API. */
export function recorderOf(to: Histogram | Gauge | undefined): Recorder | undefined {
  return (
    to && {
      record(value, attributes) {
        if (Number.isFinite(value)) to.record(value, attributes && definedAttributes(attributes));
      },
    }
  );
}
