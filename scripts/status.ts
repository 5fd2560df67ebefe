/** `klab status`: nodes, controller and partitions of one cluster, or one line per instance. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import { LabError, UsageError } from '../src/index.ts';
import { instancesReport, keptReport, statusReport } from '../src/report/status-report.ts';
import { runtimeNamed } from '../src/runtimes/choose.ts';
import { readStatus } from '../src/runtimes/cluster-status.ts';
import { lookFor } from '../src/runtimes/presence.ts';
import type { RunningCluster } from '../src/runtimes/running-cluster.ts';
import type { Instance, NodeStatus } from '../src/runtimes/runtime.ts';
import { clusterNamed } from './support/cluster.ts';
import { instancesThere } from './support/instances.ts';
import { findOptions, withWhere, type WhereOptions } from './support/where.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { verb, type CommonOptions } from './support/verb.ts';

const watchIntervalMs = 1_000;

interface StatusOptions extends CommonOptions, WhereOptions {
  readonly watch?: boolean;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'status',
    'Show nodes, controller and partitions.',
    'klab status multi-broker --watch',
  )
    .argument('[topology]', 'a topology or an instance; all instances in short when none is named')
    .option('--json', 'print JSON')
    .option('--watch', 'draw anew every second until Ctrl-C')
    .action(status);
  return withWhere(declared);
}

async function status(name: string | undefined, { json, watch, ...where }: StatusOptions): Promise<void> {
  if (json && watch) throw new UsageError('--watch draws for a person; drop it, or drop --json');
  const print = name === undefined ? () => instances(json, where) : await clusterPrinter(name, json, where);
  if (!watch) {
    console.log(await print());
    return;
  }
  await finishing({}, async () => {
    const screen = createLogUpdate(process.stdout);
    while (!interrupted.aborted) {
      screen(await print());
      await delay(watchIntervalMs, undefined, { signal: interrupted }).catch(() => undefined);
    }
    screen.done();
  });
}

async function clusterPrinter(
  name: string,
  json: boolean | undefined,
  where: WhereOptions,
): Promise<() => Promise<string>> {
  const cluster: RunningCluster = await clusterNamed(name, { ...where, attach: false });
  return async () => {
    const { presence, data } = await lookFor(runtimeNamed(cluster.instance.runtime), cluster.instance);
    if (presence === 'data' && !json) return keptReport(cluster.instance, data);
    const found = { ...(await readStatus(cluster)), ...(presence === 'data' && { dataKept: data }) };
    return json ? JSON.stringify({ schemaVersion: 1, ...found }, undefined, 2) : statusReport(found);
  };
}

/** One runtime that cannot look must not hide the instances of the others. */
async function nodesOf(instance: Instance): Promise<readonly NodeStatus[]> {
  try {
    return await runtimeNamed(instance.runtime).status(instance);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    console.error(`${pc.yellow('!')} ${instance.id}: ${error.message}`);
    return instance.topology.nodes.map(({ id }) => ({ id, state: 'stopped' }));
  }
}

async function instances(json: boolean | undefined, where: WhereOptions): Promise<string> {
  const found = await Promise.all(
    (await instancesThere(findOptions(where))).map(async ({ instance, presence, data }) => {
      const nodes = await nodesOf(instance);
      return {
        instance,
        running: nodes.filter(({ state }) => state === 'running').length,
        total: nodes.length,
        ...(presence === 'data' && { dataKept: data }),
      };
    }),
  );
  if (!json) return instancesReport(found);
  const rows = found.map(({ instance, running, total, dataKept }) => ({
    instance: instance.id,
    topology: instance.topology.name,
    runtime: instance.runtime,
    createdAt: instance.createdAt,
    running,
    total,
    ...(dataKept !== undefined && { dataKept }),
  }));
  return JSON.stringify({ schemaVersion: 1, instances: rows }, undefined, 2);
}
