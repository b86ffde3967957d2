// `npm start`, `npm test`, `npm run demo` and `npm run load`, on a machine that has nothing but some Node >= 18 and npm.
// Plain JavaScript without dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.installed');
const onWindows = process.platform === 'win32';

// The service runs from its sources; what Node made of them is kept, which saves a third of the memory of the next start.
const compiled = join(root, 'node_modules', '.cache', 'compiled');
const fromSources = ['--disable-warning=ExperimentalWarning', '--conditions=@toolwright/source'];

const commands = {
  start: { says: 'starting the service', args: [...fromSources, 'apps/tool-service/src/main.ts'] },
  test: { says: 'running all checks', args: ['scripts/test.ts'] },
  demo: { says: 'walking through the service', args: [...fromSources, 'apps/tool-service/demo/main.ts'] },
  load: { says: 'putting the service under load', args: [...fromSources, 'apps/tool-service/load/main.ts'] },
};

const [name = '', ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  say(`unknown command "${name}"; there are: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}
if (Number.parseInt(process.versions.node, 10) < 18) {
  say(`this is Node ${process.versions.node}; install Node 18 or later first`);
  process.exit(2);
}

process.chdir(root);
const installed = await install();
if (installed !== 0) {
  say('the installation failed; its messages stand above');
  process.exit(installed);
}
const node = runtime();
if (name === 'start') {
  process.env.NODE_COMPILE_CACHE = compiled;
  if (!existsSync(compiled)) await run(node.path, [...fromSources, 'apps/tool-service/src/compose.ts']);
}
say(`${command.says} on ${node.label}`);
process.exitCode = await run(node.path, [...command.args, ...rest], { passSignals: true });

/** Installs what the lockfile names, unless the stamp says that it is there. */
async function install() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    say('dependencies are up to date');
    return 0;
  }
  say(`installing dependencies with ${packageManager} (first run, or the lockfile changed)`);
  const code = await run('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    shell: onWindows,
  });
  if (code === 0) writeFileSync(stamp, wanted);
  return code;
}

/** The Node that `TOOLWRIGHT_NODE` names, or else the repository's own; first on the PATH of all that follows. */
function runtime() {
  const own = join(root, 'node_modules', 'node', 'bin', onWindows ? 'node.exe' : 'node');
  const path = process.env.TOOLWRIGHT_NODE || (existsSync(own) ? own : process.execPath);
  process.env.PATH = [dirname(path), bin, process.env.PATH].join(delimiter);
  return { path, label: path === own ? "the repository's own Node" : path };
}

/** Runs a program on this terminal; resolves to its exit code, 128 + n when signal n ended it. */
function run(file, args, { shell = false, passSignals = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: 'inherit', shell });
    for (const signal of passSignals ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : []) {
      // A terminal sends Ctrl-C to the child as well: passing it on would be a second one.
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
    }
    const watch = passSignals && process.env.npm_lifecycle_event ? endWithParent(child) : undefined;
    child.once('error', (error) => {
      say(`cannot run ${file}: ${error.message}`);
      resolve(127);
    });
    child.once('close', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** Who ends npm ends its shell, and the shell tells nobody: the program is then asked to end as well. */
function endWithParent(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  return watch;
}

function say(text) {
  process.stdout.write(`toolwright: ${text}\n`);
}
