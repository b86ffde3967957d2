import type { DemoDesk } from './demo-desk.ts';
import { row, title } from './demo-table.ts';
import type { Scene } from './scene.ts';

/** Plays scenes, one step after the other, and tells of each as it ends. Answers what did not behave as it should. */
export async function runScenes(
  scenes: readonly Scene[],
  desk: DemoDesk,
  print: (text: string) => void,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const scene of scenes) {
    print(title(scene.title));
    for (const { door, did, run } of scene.steps) {
      const startMs = performance.now();
      const took = (): number => performance.now() - startMs;
      try {
        const { came, said } = await run(desk);
        print(row({ mark: '✓', door, did, came, said, tookMs: took() }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failures.push(`${scene.title}: ${did}: ${reason}`);
        print(row({ mark: '✗', door, did, came: reason, said: '', tookMs: took() }));
      }
    }
  }
  return failures;
}
