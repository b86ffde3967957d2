import { describe, expect, it } from 'vitest';
import { startProgram } from './start-program.ts';
import type { ProgramOptions, RunningProgram } from './start-program.ts';

const waits = 'setInterval(() => {}, 1_000);';

function run(source: string, options: ProgramOptions = {}): Promise<RunningProgram> {
  return startProgram(process.execPath, { args: ['-e', source], ...options });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startProgram', () => {
  it('resolves with what the program says once it is ready', async () => {
    const says = 'console.error("starting"); console.log(`at ${process.env.PLACE} in ${process.cwd()}`);';
    const options = { ready: /at (\w+) in (.*)\n/, env: { PLACE: 'home' }, cwd: '/' };
    await using program = await run(says + waits, options);
    expect(program.ready).toEqual(['at home in /\n', 'home', '/']);
    expect(program.output()).toContain('starting\n');
    expect(program.errors()).toBe('starting\n');
    expect(isAlive(program.pid)).toBe(true);
  });

  it('has the environment of the test, unless it is told to have its own alone', async () => {
    const names = 'console.log(Object.keys(process.env).filter((name) => /^(PATH|OWN)$/.test(name)).join())';
    await using same = await run(names, { env: { OWN: '1' } });
    await using own = await run(names, { env: { OWN: '1' }, inheritEnv: false });
    expect([await same.gone, await own.gone]).toEqual([0, 0]);
    expect([same.output(), own.output()]).toEqual([expect.stringContaining('PATH'), 'OWN\n']);
  });

  it('ends with a signal, and says how', async () => {
    const polite = `process.on('SIGTERM', () => process.exit(3)); console.log('up');${waits}`;
    await using program = await run(polite, { ready: /up/ });
    expect(await program.end()).toBe(3);
    await using killed = await run(waits);
    expect(killed.ready).toEqual([]);
    expect(await killed.end('SIGKILL')).toBe(null);
    expect(isAlive(killed.pid)).toBe(false);
  });

  it('says what a program said that ends too early, or takes too long', async () => {
    await expect(run('console.log("no config"); process.exit(7)', { ready: /up/ })).rejects.toThrow(
      /ended with 7 before it said \/up\/; it said:\nno config/,
    );
    await expect(run(waits, { ready: /up/, readyMs: 50 })).rejects.toThrow('took more than 50 ms');
    await expect(startProgram('no-such-program')).rejects.toThrow('ENOENT');
    await expect(startProgram('no-such-program', { ready: /up/ })).rejects.toThrow('ENOENT');
    await expect(run(waits, { readyMs: 0 })).rejects.toThrow('"readyMs"');
  });

  it('leaves nothing behind', async () => {
    const before = process.listenerCount('exit');
    let pid: number;
    {
      await using program = await run(waits);
      ({ pid } = program);
      expect(process.listenerCount('exit')).toBe(before + 1);
    }
    expect(isAlive(pid)).toBe(false);
    expect(process.listenerCount('exit')).toBe(before);
  });
});
