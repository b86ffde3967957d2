import type { Output } from './line-writer.ts';

/** The standard output, taken from the rest of the program. */
export interface ClaimedOutput {
  readonly output: Output;
  /** Gives it back. */
  release(): void;
}

/**
 * Keeps the standard output for messages: what else the program writes to it, such as `console.log` in a tool, goes to
 * the standard error meanwhile.
 */
export function claimStandardOutput(): ClaimedOutput {
  const { stdout, stderr } = process;
  const write = stdout.write.bind(stdout);
  const output: Output = {
    write,
    on: stdout.on.bind(stdout),
    off: stdout.off.bind(stdout),
  };
  stdout.write = stderr.write.bind(stderr);
  return { output, release: () => (stdout.write = write) };
}
