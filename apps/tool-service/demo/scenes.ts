import type { Scene } from './scene.ts';
import { batches } from './scenes/batches.ts';
import { commands } from './scenes/commands.ts';
import { doors } from './scenes/doors.ts';
import { ending } from './scenes/ending.ts';
import { failing } from './scenes/failing.ts';
import { inputs } from './scenes/inputs.ts';
import { limits } from './scenes/limits.ts';
import { streams } from './scenes/streams.ts';
import { weather } from './scenes/weather.ts';

/** The walk through every tool and rail, in order: what a scene leaves behind the next may use. */
export const scenes: readonly Scene[] = [
  doors,
  inputs,
  batches,
  streams,
  commands,
  weather,
  failing,
  limits,
  ending,
];
