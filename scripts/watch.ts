/** `klab watch`: a running cluster as it changes, without breaking anything. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { changesBetween, type ClusterChange } from '../src/client/watch/changes.ts';
import { ClusterWatch } from '../src/client/watch/cluster-watch.ts';
import type { ClusterSnapshot } from '../src/client/watch/snapshot.ts';
import { UsageError } from '../src/index.ts';
import { drawScreen } from '../src/report/live/screen.ts';
import { watchPicture } from '../src/report/live/watch-picture.ts';
import { changeLines, standingLine } from '../src/report/text/watch-report.ts';
import type { RunningCluster } from '../src/cluster/running-cluster.ts';
import type { WhereOptions } from '../src/app/find/where.ts';
import { clusterNamed } from '../src/app/find/cluster.ts';
import { drawsInPlace, screenOn, sizeOf } from './support/terminal.ts';
import { finishing, interrupted } from './support/interruption.ts';
import { topologiesToFind, type ConfigOptions } from './support/topologies.ts';
import { verb, type CommonOptions } from './support/verb.ts';
import { withWhere } from './support/options.ts';

const lookIntervalMs = 250;
/** Lines of news below the grid. */
const mostNews = 5;

interface WatchOptions extends CommonOptions, WhereOptions, ConfigOptions {
  readonly topic?: string;
}

/** What is told of a watch, moment by moment. */
interface Teller {
  /** The first moment. */
  begin(snapshot: ClusterSnapshot): void;
  /** Any later one, changed or not. */
  look(snapshot: ClusterSnapshot, changes: readonly ClusterChange[]): void;
  end(): void;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'watch',
    'Show leaders, in-sync replicas, controller and rates as they change, until Ctrl-C.',
    'klab watch multi-broker --topic orders',
  )
    .argument('<topology>', 'a topology or an instance that is up')
    .option('--topic <name>', "one topic, of Kafka's own as well (default: all but Kafka's own)")
    .option('--json', 'print every change as one line of JSON')
    .action(watch);
  return withWhere(declared);
}

async function watch(name: string, { topic, json, ...where }: WatchOptions): Promise<void> {
  if (topic === '') throw new UsageError('--topic "" is not possible; use the name of a topic');
  const cluster = await clusterNamed(name, await topologiesToFind(where), { ...where, running: 'anything' });
  const watching = new ClusterWatch({ cluster, ...(topic !== undefined && { topic }) });
  const draws = !json && drawsInPlace(process.stdout);
  const teller = json
    ? jsonTeller(cluster)
    : draws
      ? drawingTeller(cluster, watching, topic)
      : lineTeller(cluster);
  await watching.start();
  await finishing({}, () => untilTold(watching, teller));
}

async function untilTold(watching: ClusterWatch, teller: Teller): Promise<void> {
  try {
    let before = watching.snapshot();
    teller.begin(before);
    while (!interrupted.aborted) {
      await delay(lookIntervalMs, undefined, { signal: interrupted }).catch(() => undefined);
      const now = watching.snapshot();
      teller.look(now, changesBetween(before, now));
      before = now;
    }
  } finally {
    teller.end();
    await watching.stop();
  }
}

function lineTeller({ instance, topology }: RunningCluster): Teller {
  const print = (text: string): void => console.log(`${new Date().toISOString()} ${text}`);
  return {
    begin: (snapshot) => print(`${instance.id}: ${standingLine(topology, snapshot)}`),
    look(_, changes) {
      for (const line of changeLines(topology, changes)) print(line);
    },
    end() {},
  };
}

/** One object per line, the first with all of the cluster: what follows is what has changed of it. */
function jsonTeller({ instance, topology }: RunningCluster): Teller {
  const print = (value: object): void =>
    console.log(JSON.stringify({ schemaVersion: 1, at: new Date().toISOString(), ...value }));
  return {
    begin: (snapshot) =>
      print({ type: 'cluster', instance: instance.id, topology: topology.name, ...snapshot }),
    look(_, changes) {
      for (const change of changes) print(change);
    },
    end() {},
  };
}

function drawingTeller(cluster: RunningCluster, watching: ClusterWatch, topic: string | undefined): Teller {
  const { instance, topology } = cluster;
  const screen = screenOn(process.stdout);
  const news: string[] = [];
  const noteAll = (changes: readonly ClusterChange[]): void => {
    for (const line of changeLines(topology, changes)) news.push(`${clockTime()} ${line}`);
  };
  const draw = (snapshot: ClusterSnapshot): void => {
    const picture = watchPicture(topology, snapshot, {
      title: `${instance.id} on ${instance.runtime}, Kafka ${topology.kafkaVersion}`,
      clock: clockTime(),
      ...(topic !== undefined && { topic }),
      growthOf: (partition) => watching.growthOf(partition),
      news: news.slice(-mostNews),
    });
    screen.draw(drawScreen(picture, sizeOf(process.stdout)));
  };
  return {
    begin: draw,
    look(snapshot, changes) {
      noteAll(changes);
      draw(snapshot);
    },
    end: () => screen.done(),
  };
}

function clockTime(): string {
  return new Date().toISOString().slice(11, 19);
}
