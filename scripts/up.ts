/** `klab up`: brings a topology up and waits until it is ready. */
import { upCommandOf } from '../src/runtimes/shared/node-states.ts';
import { Option, type Command } from 'commander';
import { servicesInTrouble } from '../src/client/services/trouble.ts';
import { kafkaVersions, type KafkaVersion } from '../src/index.ts';
import { maxPortOffset } from '../src/kafka/ports.ts';
import { maxNodesPerKind } from '../src/kafka/ports.ts';
import { servicePages } from '../src/report/text/service-pages.ts';
import { upReport } from '../src/report/text/up-report.ts';
import { chooseRuntime, runtimeNamed, runtimeNames } from '../src/runtimes/choose.ts';
import { instanceId, readInstance } from '../src/runtimes/instances.ts';
import { bringUp } from '../src/runtimes/up/lifecycle.ts';
import { remoteNow } from '../src/cluster/running-cluster.ts';
import { createTopology } from '../topologies/index.ts';
import { withIsolatable, type IsolatableOption } from './support/isolatable-option.ts';
import { placeAsked, withPlaceOptions, type PlaceOptions } from './support/place-options.ts';
import { terminalProgress } from './support/progress.ts';
import { sessionTimeout } from './support/session-timeout.ts';
import { withAddedServices, withServices, type WithServicesOption } from './support/with-services.ts';
import { finishing, interrupted, type Unfinished } from './support/interruption.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface UpOptions extends CommonOptions, PlaceOptions, IsolatableOption, WithServicesOption {
  readonly on?: string;
  readonly portOffset: number;
  readonly brokers?: number;
  readonly zookeepers?: number;
  readonly kafka?: KafkaVersion;
  readonly sessionTimeout?: number;
}

/** Declares the verb. */
export function command(): Command {
  const declared = verb(
    'up',
    'Bring a topology up and wait until it is truly ready.',
    'klab up multi-broker --brokers 5',
  )
    .argument('<topology>', 'a name from klab list')
    .option(
      '--on <runtime>',
      `where to run it: ${runtimeNames.join(', ')} (default: KLAB_ON, else local where Java is there, else compose)`,
    )
    .option(
      '--port-offset <n>',
      'add to every port, to run instances side by side',
      wholeNumber('--port-offset', 0, maxPortOffset),
      0,
    )
    .option('--brokers <n>', 'number of brokers', wholeNumber('--brokers', 1, maxNodesPerKind))
    .option(
      '--zookeepers <n>',
      'number of ZooKeeper servers',
      wholeNumber('--zookeepers', 1, maxNodesPerKind),
    )
    .addOption(new Option('--kafka <version>', 'Kafka version').choices(kafkaVersions))
    .option(
      '--session-timeout <time>',
      "how long a silent broker keeps its leaders, such as 3s (default: the topology's own)",
      sessionTimeout('--session-timeout'),
    )
    .option('--json', 'print JSON')
    .action(up);
  return withPlaceOptions(withIsolatable(withServices(declared))).option(
    '--namespace <name>',
    'with --context: a namespace that is there, which stays (default: one that klab makes)',
  );
}

/** Whether something of the topology is not as its name says. */
function isOverridden({ brokers, zookeepers, kafka, sessionTimeout, with: services }: UpOptions): boolean {
  return [brokers, zookeepers, kafka, sessionTimeout, services].some((option) => option !== undefined);
}

/** What stays of an `up` that nobody lets clean up; data that was there before is not for `down` to take. */
async function unfinishedUp(id: string): Promise<Unfinished> {
  const before = await readInstance(id);
  if (before === undefined) {
    return {
      finishing: `removing what was made of ${id}`,
      left: () => [`some of ${id} may be there; remove it: klab down ${id}`],
    };
  }
  return {
    finishing: `leaving ${id} as it was found`,
    left: () => [
      `${id} was there before, and some of its nodes may not run; see klab status ${id}, complete it: ${upCommandOf(before, runtimeNamed(before.runtime))}`,
    ],
  };
}

async function up(name: string, options: UpOptions): Promise<void> {
  const startedAt = performance.now();
  const created = createTopology(name, {
    ...(options.brokers !== undefined && { brokers: options.brokers }),
    ...(options.zookeepers !== undefined && { zookeepers: options.zookeepers }),
    ...(options.kafka !== undefined && { kafkaVersion: options.kafka }),
    ...(options.sessionTimeout !== undefined && { sessionTimeoutMs: options.sessionTimeout }),
  });
  const topology = withAddedServices(created, options).resolve();
  const { runtime, reason } = await chooseRuntime(options.on, topology);
  const where = placeAsked(options, runtime.name);
  const progress = terminalProgress();
  try {
    for (const warning of topology.warnings) progress.note(warning);
    progress.step(`${topology.name} on ${runtime.name} (${reason})`);
    const id = instanceId(topology.name, runtime.name, options.portOffset);
    const made = await unfinishedUp(id);
    const cluster = await finishing(made, () =>
      bringUp({
        topology,
        runtime,
        portOffset: options.portOffset,
        where,
        isolatable: options.isolatable ?? false,
        overridden: isOverridden(options),
        progress,
        signal: interrupted,
      }),
    );
    progress.succeed();
    const durationMs = performance.now() - startedAt;
    const { instance, bootstrap } = cluster;
    const troubles = await servicesInTrouble(topology, options.portOffset);
    for (const trouble of troubles) progress.note(trouble);
    if (options.json) {
      printJson({
        instance: instance.id,
        runtime: runtime.name,
        clusterId: instance.clusterId,
        warnings: topology.warnings,
        bootstrap,
        services: servicePages(topology, options.portOffset),
        ...(troubles.length > 0 && { troubles }),
        durationMs,
      });
    } else {
      console.log(upReport({ ...cluster, remote: await remoteNow(cluster) }, durationMs));
    }
  } finally {
    progress.stop();
  }
}
