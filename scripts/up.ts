/** `klab up`: brings a topology up and waits until it is truly ready. */
import { Option, type Command } from 'commander';
import { remoteNow } from '../src/cluster/running-cluster.ts';
import { bringUpNamed } from '../src/app/bring-up.ts';
import type { PortOffset } from '../src/app/free-offset.ts';
import type { PlaceOptions } from '../src/app/place.ts';
import type { KafkaVersion } from '../src/index.ts';
import { lockedVersions } from '../src/kafka/versions/locks.ts';
import { maxNodesPerKind } from '../src/kafka/ports.ts';
import { upReport } from '../src/report/text/up-report.ts';
import { upResult } from '../src/report/text/up-result.ts';
import { runtimeNames } from '../src/runtimes/choose.ts';
import { terminalCaller } from './support/caller.ts';
import { portOffset, withIsolatable, withPlaceOptions, withServices } from './support/options.ts';
import { terminalProgress } from './support/progress.ts';
import { sessionTimeout } from './support/session-timeout.ts';
import { knownTopologies, withConfig, type ConfigOptions } from './support/topologies.ts';
import { printJson, verb, wholeNumber, type CommonOptions } from './support/verb.ts';

interface UpOptions extends CommonOptions, PlaceOptions, ConfigOptions {
  readonly on?: string;
  readonly portOffset: PortOffset;
  readonly isolatable?: boolean;
  readonly secure?: boolean;
  readonly with?: readonly string[];
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
      'add to every port, to run instances side by side; free finds a number',
      portOffset,
      0,
    )
    .option('--brokers <n>', 'number of brokers', wholeNumber('--brokers', 1, maxNodesPerKind))
    .option(
      '--zookeepers <n>',
      'number of ZooKeeper servers',
      wholeNumber('--zookeepers', 1, maxNodesPerKind),
    )
    .addOption(new Option('--kafka <version>', 'Kafka version').choices(lockedVersions()))
    .option(
      '--session-timeout <time>',
      "how long a silent broker keeps its leaders, such as 3s (default: the topology's own)",
      sessionTimeout('--session-timeout'),
    )
    .option(
      '--secure',
      'TLS everywhere, passwords for clients, certificates between nodes; as docs/security.md says',
    )
    .option('--json', 'print JSON')
    .action(up);
  return withPlaceOptions(withIsolatable(withServices(withConfig(declared)))).option(
    '--namespace <name>',
    'with --context: a namespace that is there, which stays (default: one that klab makes)',
  );
}

async function up(name: string, options: UpOptions): Promise<void> {
  const { on, portOffset: offset, with: services, isolatable, secure, json } = options;
  const { brokers, zookeepers, kafka: kafkaVersion, sessionTimeout: sessionTimeoutMs } = options;
  const startedAt = performance.now();
  const overrides = {
    ...(brokers !== undefined && { brokers }),
    ...(zookeepers !== undefined && { zookeepers }),
    ...(kafkaVersion !== undefined && { kafkaVersion }),
    ...(sessionTimeoutMs !== undefined && { sessionTimeoutMs }),
  };
  const progress = terminalProgress();
  try {
    const asked = { on, portOffset: offset, overrides, secure, services, isolatable, where: options };
    const brought = await bringUpNamed(name, asked, terminalCaller(await knownTopologies(options), progress));
    const { cluster, troubles, client } = brought;
    const durationMs = performance.now() - startedAt;
    for (const trouble of troubles) progress.note(trouble);
    if (json) {
      printJson(upResult(brought, durationMs));
    } else {
      console.log(upReport({ ...cluster, remote: await remoteNow(cluster) }, durationMs, client));
    }
  } finally {
    progress.stop();
  }
}
