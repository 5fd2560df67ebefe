/** The options of `klab matrix`, and what they ask for: drills, drills with client programs, or upgrades. */
import type { Command } from 'commander';
import type { ClientSettings } from '../../src/app/clients/prepare.ts';
import type { PlaceOptions } from '../../src/app/place.ts';
import { UsageError } from '../../src/index.ts';
import { isVersion, lockedVersions, orLock } from '../../src/kafka/versions/locks.ts';
import { maxPortOffset } from '../../src/kafka/ports.ts';
import { upgradesBetween, type Upgrade } from '../../src/kafka/versions/upgrades.ts';
import type { KafkaVersion } from '../../src/kafka/versions/versions.ts';
import { clientConfigOption, clientRateOption } from './drill-options.ts';
import { withIsolatable, withPlaceOptions } from './options.ts';
import { sessionTimeout } from './session-timeout.ts';
import { withConfig, type ConfigOptions } from './topologies.ts';
import { wholeNumber, type CommonOptions } from './verb.ts';

/** The topology's own session timeout. */
const ownSession = 'default';

const clusterTopologies = ['multi-broker', 'multi-broker-isolated', 'multi-zookeeper'];
const clusterDrills = ['kill-leader', 'stop-leader', 'pause-leader'];
const clientDrills = [
  ...clusterDrills,
  'isolate-leader',
  'kill-coordinator',
  'kill-member',
  'rolling-restart',
  'power-cut',
];
const usualClients = ['kafkajs', 'java'];
const usualRuns = 5;
const usualUpgradeRuns = 3;

/** As they are written. */
export interface MatrixOptions extends CommonOptions, PlaceOptions, ConfigOptions {
  readonly topologies?: readonly string[];
  readonly drills?: readonly string[];
  readonly sessions?: readonly string[];
  readonly runs?: number;
  readonly on?: string;
  readonly portOffset: number;
  readonly secure?: boolean;
  readonly isolatable?: boolean;
  readonly rate: number;
  readonly out?: string;
  readonly markdown?: string;
  readonly clients?: string | true;
  readonly clientConfig?: string;
  readonly clientRate?: number;
  readonly keep?: string;
  readonly upgrades?: boolean;
  readonly from?: readonly string[];
  readonly to?: readonly string[];
}

/** What is to be run on what. */
export interface MatrixAsked {
  readonly topologies: readonly string[];
  readonly drills: readonly string[];
  readonly sessionTimeoutsMs: readonly (number | undefined)[];
  readonly isolatable: boolean;
  readonly runs: number;
  readonly clients?: ClientSettings & { readonly asked: readonly string[] };
  readonly upgrades?: readonly Upgrade[];
}

/** Declares them. */
export function withMatrixOptions(declared: Command): Command {
  const all = declared
    .option(
      '--topologies <names>',
      `with commas between (default: ${clusterTopologies.join(',')}; with --clients or --upgrades multi-broker)`,
      list('--topologies'),
    )
    .option(
      '--clients [names]',
      `compare client programs (klab clients), all in the same drill; NAME@FILE is one with settings of its own (default names: ${usualClients.join(',')})`,
    )
    .addOption(clientConfigOption())
    .addOption(clientRateOption())
    .option(
      '--upgrades',
      'upgrade a cluster from each version to each later one instead, and compare what that costs',
    )
    .option('--from <versions>', 'versions to upgrade from (default: all that are locked)', list('--from'))
    .option('--to <versions>', 'versions to upgrade to (default: all that are locked)', list('--to'))
    .option(
      '--drills <names>',
      `with commas between (default: ${clusterDrills.join(',')}; with --clients ${clientDrills.join(',')})`,
      list('--drills'),
    )
    .option(
      '--sessions <times>',
      "session timeouts, with commas between; default is the topology's own (default: default,3s; with --upgrades default)",
      list('--sessions'),
    )
    .option('--secure', 'each topology also secured, as by klab up --secure, beside itself')
    .option(
      '--runs <n>',
      `runs of each drill (default: ${usualRuns}; with --upgrades ${usualUpgradeRuns})`,
      wholeNumber('--runs', 1, 100),
    )
    .option('--on <runtime>', 'the runtime to bring the topologies up on')
    .option(
      '--port-offset <n>',
      'add to every port, to leave other instances alone',
      wholeNumber('--port-offset', 0, maxPortOffset),
      0,
    )
    .option('--rate <n>', 'records per second and partition', wholeNumber('--rate', 1, 500), 100)
    .option('--out <dir>', 'write what each drill recorded into this folder')
    .option('--keep <file>', "keep each run's numbers; given again, what is in it is not measured again")
    .option('--markdown <file>', 'write the comparison as a page')
    .option('--json', 'print JSON');
  return withPlaceOptions(withIsolatable(withConfig(all)));
}

/** What the options ask for. @throws UsageError for what cannot be, or does not go together */
export function matrixAsked(options: MatrixOptions): MatrixAsked {
  const clients = clientsAsked(options);
  const upgrades = upgradesAsked(options);
  const isPlain = clients === undefined && upgrades === undefined;
  const usual = { drills: isPlain ? clusterDrills : clientDrills };
  const drills = upgrades === undefined ? (options.drills ?? usual.drills) : [];
  const sessions = options.sessions ?? (upgrades === undefined ? [ownSession, '3s'] : [ownSession]);
  const parse = sessionTimeout('--sessions');
  return {
    topologies: options.topologies ?? (isPlain ? clusterTopologies : ['multi-broker']),
    drills,
    sessionTimeoutsMs: sessions.map((text) => (text === ownSession ? undefined : parse(text))),
    isolatable: options.isolatable ?? (clients !== undefined && drills.includes('isolate-leader')),
    runs: options.runs ?? (upgrades === undefined ? usualRuns : usualUpgradeRuns),
    ...(clients !== undefined && { clients }),
    ...(upgrades !== undefined && { upgrades }),
  };
}

function upgradesAsked(options: MatrixOptions): readonly Upgrade[] | undefined {
  const { upgrades, from, to, drills, clients } = options;
  if (upgrades !== true) {
    const [name] = [...(from === undefined ? [] : ['--from']), ...(to === undefined ? [] : ['--to'])];
    if (name === undefined) return undefined;
    throw new UsageError(`${name} names versions of upgrades, and there are none; add --upgrades`);
  }
  const [other] = [...(drills ? ['--drills'] : []), ...(clients ? ['--clients'] : [])];
  if (other !== undefined) throw new UsageError(`--upgrades and ${other} exclude each other; keep one`);
  const versions = { from: locked('--from', from), to: locked('--to', to) };
  const found = upgradesBetween(versions.from, versions.to);
  const idle = (from ?? []).find((version) => !found.some((one) => one.from === version));
  if (idle !== undefined)
    throw new UsageError(
      `--from ${idle} has no later version among ${versions.to.join(', ')}; an upgrade goes to a later one`,
    );
  const unreached = (to ?? []).find((version) => !found.some((one) => one.to === version));
  if (unreached !== undefined)
    throw new UsageError(
      `--to ${unreached} has no earlier version among ${versions.from.join(', ')}; an upgrade goes to a later one`,
    );
  return found;
}

/** @throws UsageError for a version that is not locked */
function locked(option: string, versions: readonly string[] | undefined): readonly KafkaVersion[] {
  const known = lockedVersions();
  if (versions === undefined) return known;
  return versions.map((version) => {
    if (isVersion(version) && known.includes(version)) return version;
    throw new UsageError(`${option} ${version} is not possible; use ${orLock(version)}`);
  });
}

/** @throws UsageError for settings of clients that are not there */
function clientsAsked({
  clients,
  clientConfig,
  clientRate,
}: MatrixOptions): (ClientSettings & { readonly asked: readonly string[] }) | undefined {
  if (clients !== undefined) {
    const asked = clients === true ? usualClients : list('--clients')(clients);
    return { asked, configFile: clientConfig, recordsPerSecond: clientRate };
  }
  const idle =
    (clientConfig !== undefined && '--client-config') || (clientRate !== undefined && '--client-rate');
  if (idle === false) return undefined;
  throw new UsageError(`${idle} sets client programs, and there are none; add --clients`);
}

function list(option: string): (text: string) => readonly string[] {
  return (text) => {
    const values = text.split(',').map((value) => value.trim());
    const twice = values.find((value, index) => values.indexOf(value) < index);
    if (twice === undefined && !values.includes('')) return values;
    const problem = twice === undefined ? 'an empty name' : `"${twice}" twice`;
    throw new UsageError(`${option} "${text}" has ${problem}; name each once, with commas between`);
  };
}
