/** `klab status`: nodes, controller and partitions of one cluster, or one line per instance. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { createLogUpdate } from 'log-update';
import { exitCodes, UsageError, type TopologyRegistry } from '../src/index.ts';
import { openChangeLine } from '../src/report/text/diff/change-report.ts';
import { instancesReport, keptReport, statusReport } from '../src/report/text/status-report.ts';
import { runtimeOf } from '../src/runtimes/choose.ts';
import { readStatus } from '../src/runtimes/cluster-status.ts';
import { lookFor } from '../src/runtimes/up/presence.ts';
import { capabilitiesOf } from '../src/cluster/runtime.ts';
import { runningCluster, type RunningCluster } from '../src/cluster/running-cluster.ts';
import { clusterNamed } from '../src/app/find/cluster.ts';
import { findOptions, type WhereOptions } from '../src/app/find/where.ts';
import { asItStands } from '../src/app/change/members.ts';
import { openChange } from '../src/app/change/journal.ts';
import { instancesInShort } from '../src/app/status.ts';
import { withWhere } from './support/options.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { verb, type CommonOptions } from './support/verb.ts';

const watchIntervalMs = 1_000;

interface StatusOptions extends CommonOptions, WhereOptions, ConfigOptions {
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
  const topologies = await topologiesToFind(where);
  const print =
    name === undefined
      ? () => instances(json, topologies, where)
      : await clusterPrinter(name, json, topologies, where);
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
  topologies: TopologyRegistry,
  where: WhereOptions,
): Promise<() => Promise<string>> {
  const named: RunningCluster = await clusterNamed(name, topologies, { ...where, attach: false });
  return async () => {
    const runtime = runtimeOf(named.instance);
    const instance = await asItStands(named.instance);
    const cluster = instance === named.instance ? named : runningCluster(runtime, instance);
    const { presence, data } = await lookFor(runtime, cluster.instance);
    if (presence === 'data' && !json) return keptReport(cluster.instance, data, runtime);
    const found = { ...(await readStatus(cluster)), ...(presence === 'data' && { dataKept: data }) };
    const capabilities = runtime.name === 'attached' ? await capabilitiesOf(runtime, cluster.instance) : [];
    const change = await openChange(cluster.instance.id);
    if (!json) {
      const open = change === undefined ? [] : [openChangeLine(cluster.instance.id, change)];
      return [statusReport(found, capabilities), ...open].join('\n');
    }
    const known = { ...(capabilities.length > 0 && { capabilities }), ...(change && { change }) };
    return JSON.stringify({ schemaVersion: 1, ...found, ...known }, undefined, 2);
  };
}

async function instances(
  json: boolean | undefined,
  topologies: TopologyRegistry,
  where: WhereOptions,
): Promise<string> {
  const { lines: found, silent } = await instancesInShort(topologies, findOptions(where));
  if (found.some(({ unknown }) => unknown !== undefined)) process.exitCode = exitCodes.failed;
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
