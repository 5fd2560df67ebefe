/** `klab status`: nodes, controller and partitions of one cluster, or one line per instance. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import { exitCodes, LabError, UsageError } from '../src/index.ts';
import {
  instancesReport,
  keptReport,
  statusReport,
  type InstanceLine,
} from '../src/report/text/status-report.ts';
import { runtimeNamed } from '../src/runtimes/choose.ts';
import { readStatus } from '../src/runtimes/cluster-status.ts';
import { lookFor, type Sighting } from '../src/runtimes/up/presence.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import { clusterNamed } from './support/cluster.ts';
import { searchInstances } from './support/silence.ts';
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
    const runtime = runtimeNamed(cluster.instance.runtime);
    const { presence, data } = await lookFor(runtime, cluster.instance);
    if (presence === 'data' && !json) return keptReport(cluster.instance, data, runtime);
    const found = { ...(await readStatus(cluster)), ...(presence === 'data' && { dataKept: data }) };
    return json ? JSON.stringify({ schemaVersion: 1, ...found }, undefined, 2) : statusReport(found);
  };
}

/** One runtime that cannot look must not hide the instances of the others, and does not know of its own. */
async function lineOf({ instance, presence, data }: Sighting): Promise<InstanceLine> {
  const total = instance.topology.nodes.length;
  if (presence === 'data') return { instance, total, running: 0, dataKept: data };
  try {
    const nodes = await runtimeNamed(instance.runtime).observe.status(instance);
    return { instance, total, running: nodes.filter(({ state }) => state === 'running').length };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    process.exitCode = exitCodes.failed;
    return { instance, total, unknown: error.message };
  }
}

async function instances(json: boolean | undefined, where: WhereOptions): Promise<string> {
  const search = await searchInstances(findOptions(where));
  const there = search.found.filter(({ presence }) => presence !== 'nothing');
  const found = await Promise.all(there.map(lineOf));
  const silent = search.silences.map(({ message }) => message);
  if (!json) return instancesReport(found, silent);
  const rows = found.map(({ instance, running = null, total, unknown, dataKept }) => ({
    instance: instance.id,
    topology: instance.topology.name,
    runtime: instance.runtime,
    createdAt: instance.createdAt,
    running,
    total,
    ...(unknown !== undefined && { unknown }),
    ...(dataKept !== undefined && { dataKept }),
  }));
  const whatIsMissing = silent.length === 0 ? {} : { silent };
  return JSON.stringify({ schemaVersion: 1, instances: rows, ...whatIsMissing }, undefined, 2);
}
