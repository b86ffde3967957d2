import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createTempFolder,
  createTestClient,
  expectSuccess,
  restDoor,
  startProgram,
} from '@toolwright/testing';
import type { RunningProgram } from '@toolwright/testing';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const deploy = join(root, 'apps/tool-service/deploy');
const text = (name: string): string => readFileSync(join(deploy, name), 'utf8');

describe('the Kubernetes manifests', () => {
  const deployment = new Deployment(parse(text('kubernetes/deployment.yaml')) as never);
  const service = new Service(parse(text('kubernetes/service.yaml')) as never);
  const autoscaler = new HorizontalPodAutoscaler(parse(text('kubernetes/autoscaler.yaml')) as never);
  const budget = new PodDisruptionBudget(parse(text('kubernetes/disruption-budget.yaml')) as never);

  it('are all checked here, and fit the schemas', () => {
    expect(readdirSync(join(deploy, 'kubernetes'))).toHaveLength(4);
    for (const manifest of [deployment, service, autoscaler, budget])
      expect(() => manifest.validate()).not.toThrow();
    const broken = new Deployment({ spec: { replicas: 'three' } } as never);
    expect(() => broken.validate()).toThrow('replicas');
  });

  it('select the pods that they make', () => {
    const { labels } = deployment.spec!.template.metadata!;
    expect(deployment.spec!.selector.matchLabels).toEqual(labels);
    expect(service.spec!.selector).toEqual(labels);
    expect(budget.spec!.selector!.matchLabels).toEqual(labels);
    expect(autoscaler.spec.scaleTargetRef.name).toBe(deployment.metadata!.name);
  });

  it('ask for liveness and readiness at different paths, at a port that the container has', () => {
    const container = deployment.spec!.template.spec!.containers[0]!;
    expect(container.livenessProbe!.httpGet!.path).toBe('/health');
    expect(container.readinessProbe!.httpGet!.path).toBe('/ready');
    const ports = container.ports!.map(({ name }) => name);
    expect(ports).toContain(container.livenessProbe!.httpGet!.port);
    expect(ports).toContain(service.spec!.ports![0]!.targetPort);
  });

  it('give the heap about three quarters of the memory', () => {
    const limit = Number.parseInt(
      String(deployment.spec!.template.spec!.containers[0]!.resources!.limits!['memory']),
      10,
    );
    const heap = Number(/--max-old-space-size=(\d+)/.exec(text('Dockerfile'))?.[1]);
    expect(heap / limit).toBeCloseTo(0.75, 2);
  });
});

describe('the Dockerfile', () => {
  const folder = createTempFolder('image-');
  const [build = '', runtime = ''] = text('Dockerfile')
    .split(/^FROM .*$/m)
    .slice(1);

  afterAll(() => folder.remove());

  it('has steps that build, in a clean folder, a service which starts and is healthy', async () => {
    copyContext(join(folder.path, 'repository'));
    for (const step of build.matchAll(/^RUN (.*)$/gm)) {
      run(step[1]!.replace(' /service', ` ${join(folder.path, 'service')}`), join(folder.path, 'repository'));
    }
    const cwd = join(folder.path, 'service');
    await using service = await startFrom(cwd);
    const url = service.ready[1]!;
    expect(isHealthy(new URL(url).port, cwd)).toBe(true);
    // What runs on a thread of its own has to be found there too.
    const client = createTestClient(restDoor({ url }));
    const input = { points: [{ latitude: 40.42, longitude: -3.7 }], limit: 1 };
    const near = expectSuccess(await client.callWith('places.nearby', input));
    expect(near).toMatchObject({ results: [{ places: [{ country: 'ES' }] }] });
    expect(await service.end()).toBe(0);
  }, 120_000);

  it('runs as a user who is not root, with nothing of the build but the service', () => {
    expect(runtime).toMatch(/^USER node$/m);
    expect([...runtime.matchAll(/^COPY (.*)$/gm)].map(([, what]) => what)).toEqual([
      '--from=build /service /service',
    ]);
    expect(runtime).not.toContain('curl');
  });

  function startFrom(cwd: string): Promise<RunningProgram> {
    const command = JSON.parse(/^CMD (.*)$/m.exec(runtime)![1]!) as string[];
    return startProgram(process.execPath, {
      args: command.slice(1),
      cwd,
      env: { ...imageVariables(), HOST: '127.0.0.1', PORT: '0', ...dataIn(folder.path) },
      inheritEnv: false,
      ready: /The tool service is at (\S+)/,
    });
  }

  /** The health check of the image, word for word. */
  function isHealthy(port: string, cwd: string): boolean {
    const check = JSON.parse(/^ {2}CMD (.*)$/m.exec(runtime)![1]!) as string[];
    try {
      execFileSync(process.execPath, check.slice(1), { cwd, env: { PORT: port }, stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  function imageVariables(): Record<string, string> {
    const block = /^ENV ((?:.*\\\n)*.*)$/m.exec(runtime)![1]!;
    const pairs = [...block.matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)];
    return Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name!, quoted ?? plain!]));
  }
});

function dataIn(folder: string): Record<string, string> {
  return { DATA_FOLDER: join(folder, 'data'), NODE_COMPILE_CACHE: join(folder, 'data', 'compiled') };
}

/** What `COPY . .` takes: the files that git knows or would, which is all that `.dockerignore` lets through. */
function copyContext(to: string): void {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\n').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file));
  }
}

function run(command: string, cwd: string): void {
  execFileSync('sh', ['-c', command], {
    cwd,
    env: { ...process.env, CI: 'true' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
