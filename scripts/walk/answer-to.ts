import { runCommand } from '../run-command.ts';

const longestMs = 30_000;

/** What a command of a guide prints; it runs as it stands, but for the port of the service. */
export async function answerTo(command: string, url: string): Promise<string> {
  const here = command.replaceAll('http://localhost:3000', url);
  const { ok, output } = await runCommand('sh', ['-c', here], { timeoutMs: longestMs });
  if (!ok) throw new Error(`\`${command}\` failed: ${output}`);
  return output;
}
