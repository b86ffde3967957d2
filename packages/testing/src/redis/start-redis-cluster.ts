import { realDelay } from '../real-time.ts';
import { freePort } from './free-port.ts';
import { startLocalRedis } from './local-redis.ts';
import type { LocalRedis } from './local-redis.ts';
import { redisCommand } from './redis-command.ts';
import { findRedisServer } from './redis-program.ts';
import type { RedisProgram } from './redis-program.ts';

const slots = 16_384;
const masters = 3;
const polls = 400;
const pollMs = 25;

/** A Redis Cluster of three masters and no replicas. */
export interface RedisClusterFixture extends AsyncDisposable {
  readonly title: string;
  /** The masters: the first holds the lowest third of the slots, the last the highest. Each can be broken alone. */
  readonly nodes: readonly LocalRedis[];
  /** Ends all nodes. */
  stop(): Promise<void>;
}

/**
 * Starts a Cluster of three `redis-server` (7 or later, from the PATH) and waits until every slot is served. Resolves
 * to undefined when there is none. The servers end with this process.
 */
export async function startRedisCluster(): Promise<RedisClusterFixture | undefined> {
  const program = await findRedisServer();
  if (program === undefined) return undefined;
  const nodes = await Promise.all(Array.from({ length: masters }, () => startNode(program)));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    await join(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  const title = `${program.title}, a cluster of ${masters} masters`;
  return { title, nodes, stop, [Symbol.asyncDispose]: stop };
}

async function startNode(program: RedisProgram): Promise<LocalRedis> {
  const busPort = await freePort();
  // A broken master is to be noticed, but a slow machine is no broken master.
  const settings = `--cluster-enabled yes --cluster-port ${busPort} --cluster-node-timeout 2000`;
  return startLocalRedis(program, [...settings.split(' '), '--cluster-require-full-coverage', 'no']);
}

async function join(nodes: readonly LocalRedis[]): Promise<void> {
  for (const [index, node] of nodes.entries()) {
    const first = Math.floor((slots * index) / nodes.length);
    const last = Math.floor((slots * (index + 1)) / nodes.length) - 1;
    await redisCommand(node, 'CLUSTER', 'ADDSLOTSRANGE', String(first), String(last));
    await redisCommand(node, 'CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1));
  }
  const [meeting, ...others] = nodes as [LocalRedis, ...LocalRedis[]];
  for (const node of others) await meet(meeting, node);
  await Promise.all(nodes.map((node) => settled(node, nodes.length)));
}

async function meet(meeting: LocalRedis, node: LocalRedis): Promise<void> {
  const nodesFile = await redisCommand(node, 'CLUSTER', 'NODES');
  const busPort = /@(\d+)/.exec(nodesFile)?.[1];
  if (busPort === undefined) throw new Error(`The node on port ${node.port} does not name its bus port`);
  await redisCommand(meeting, 'CLUSTER', 'MEET', node.host, String(node.port), busPort);
}

async function settled(node: LocalRedis, size: number): Promise<void> {
  for (let poll = 0; poll < polls; poll += 1) {
    const info = await redisCommand(node, 'CLUSTER', 'INFO');
    const done =
      info.includes('cluster_state:ok') &&
      info.includes(`cluster_slots_assigned:${slots}`) &&
      info.includes(`cluster_known_nodes:${size}`);
    if (done) return;
    await realDelay(pollMs);
  }
  throw new Error(`The cluster did not come together within ${(polls * pollMs) / 1_000} s`);
}
