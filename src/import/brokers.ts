/** Understands Kafka's own nodes of a file: quorum or ensemble, ids, listeners, settings. */
import type { BrokerProps } from '../constructs/cluster-props.ts';
import { lineOfImage, partsOfImage } from '../kafka/images/image-line.ts';
import { isOlder } from '../kafka/versions/versions.ts';
import {
  isBroker,
  isController,
  isOfDynamicQuorum,
  listenersOf,
  type Cluster,
  type LintNode,
} from '../lint/cluster.ts';
import { ensembleOf, racksOf } from './ensemble.ts';
import { portsOf, takenListeners } from './listeners.ts';
import { discreet, NotesOf, type ImportNote } from './notes.ts';
import type { ImportedCluster, ImportPlan } from './plan.ts';
import { derived, heapOf, keptSettings, noteVariables, settingProps } from './settings.ts';
import { isReplaced, noteSecuritySetting } from './security/settings.ts';
import { understandSecurity, type SecuredFiles } from './security/understand.ts';
import { versionOf } from './version.ts';
import { hostName, series, shared, writtenJmxPort } from './values.ts';

/** The cluster of some nodes. @param said who comes, by what stands beside the nodes */
export function understandCluster(
  { nodes: found, zookeepers, all }: Cluster,
  said: Pick<SecuredFiles, 'texts' | 'asked'>,
  notes: ImportNote[],
): Pick<ImportPlan, 'metadata' | 'cluster'> {
  const nodes = numbered(found, notes);
  const brokers = nodes.filter(isBroker).toSorted((a, b) => numberOf(a) - numberOf(b));
  const isKraft = nodes.some(isOfKraft);
  const mode = isKraft ? 'kraft' : 'zookeeper';
  const security = understandSecurity({ brokers, nodes, zookeepers, all, mode, ...said }, notes);
  const isSecured = security !== undefined;
  const cluster = brokersOf(brokers, all, notes, isSecured);
  return {
    metadata: isKraft ? quorumOf(nodes, brokers, notes, isSecured) : ensembleOf(zookeepers, notes, isSecured),
    cluster: { ...cluster, ...versionOf(brokers, isKraft, notes), ...(security && { security }) },
  };
}

/** Whether its settings say so, or those in its image where it says none. */
function isOfKraft({ settings, image = '' }: LintNode): boolean {
  if (settings['process.roles'] !== undefined) return true;
  if (settings['zookeeper.connect'] !== undefined) return false;
  return partsOfImage(image).name.startsWith('apache/kafka') || !isOlder(lineOfImage(image) ?? '0', '4.0');
}

/** Nodes of which none says a number, as those whose image or cluster counts them, are counted as they are called. */
function numbered(nodes: Cluster['nodes'], notes: ImportNote[]): Cluster['nodes'] {
  const isSaid = ({ settings }: LintNode): boolean =>
    [settings['node.id'], settings['broker.id']].some((id) => id !== undefined && Number(id) >= 0);
  if (nodes.length < 2 || nodes.some(isSaid)) return nodes;
  const first = series(nodes.map(({ id }) => hostName(id)))?.first ?? 1;
  new NotesOf(notes, nodes[0]?.id).changed(`no node says its number: they are counted from ${first}`);
  return nodes.map((node, index) => ({
    ...node,
    settings: { ...node.settings, 'node.id': String(first + index) },
  }));
}

function quorumOf(
  nodes: Cluster['nodes'],
  brokers: Cluster['nodes'],
  notes: ImportNote[],
  isSecured: boolean,
): ImportPlan['metadata'] {
  const controllers = nodes.filter(isController).toSorted((a, b) => numberOf(a) - numberOf(b));
  const apart = controllers.filter((node) => !isBroker(node));
  const dynamic = nodes.some(isOfDynamicQuorum) ? { dynamic: true } : {};
  if (apart.length === 0) {
    const voters = Math.max(1, controllers.length);
    const isDefault = voters === (brokers.length < 3 ? 1 : 3);
    return { kind: 'ControllerQuorum', props: { ...(!isDefault && { voters }), ...dynamic } };
  }
  // Those of voters that are brokers too are told with the brokers'.
  for (const node of apart) {
    const { id, settings } = node;
    noteVariables(new NotesOf(notes, id), node, isSecured);
    for (const [name, value] of Object.entries(settings)) {
      if (isSecured && isReplaced(name, value))
        noteSecuritySetting(
          name,
          value,
          new NotesOf(notes, id),
          listenersOf(node).map((one) => one.name),
        );
      else if (!derived.test(name))
        new NotesOf(notes, id).changed(
          `${name} ${discreet(name, value)}: klab decides what a controller is set to`,
          name,
        );
    }
  }
  const names = series(apart.map(({ id }) => hostName(id)));
  const firstNumber = numberOf(apart[0]!);
  const isSeries = names?.first === firstNumber;
  if (!isSeries) {
    const ids = apart.map(({ id }) => id).join(', ');
    new NotesOf(notes).changed(`controllers ${ids} get names of klab's, with their numbers`);
  }
  return {
    kind: 'ControllerQuorum',
    props: {
      mode: 'isolated',
      voters: apart.length,
      ...(isSeries && { idPrefix: names.prefix }),
      firstNumber,
      ...dynamic,
      ...racksOf(apart),
    },
  };
}

function brokersOf(
  brokers: Cluster['nodes'],
  all: Cluster['all'],
  notes: ImportNote[],
  isSecured: boolean,
): ImportedCluster {
  const settings = brokers.map((node) =>
    keptSettings(node, new NotesOf(notes, node.id), isSecured ? takenListeners(node, all) : undefined),
  );
  const { common, own } = shared(settings);
  const ports = portsOf(brokers, all, notes);
  const names = series(brokers.map(({ id }) => hostName(id)));
  const isSeries = names !== undefined && names.first === numberOf(brokers[0]!);
  const heaps = brokers.map(heapOf);
  const heap = heaps[0] !== undefined && heaps.every((one) => one === heaps[0]) ? { heapMb: heaps[0] } : {};
  const perBroker = brokers.map((node, index): BrokerProps => {
    const rack = node.settings['broker.rack'];
    const heapMb = heaps[index];
    return {
      ...(!isSeries && { id: hostName(node.id), number: numberOf(node) }),
      ...(Object.keys(ports[index] ?? {}).length > 0 && { ports: ports[index] ?? {} }),
      ...(rack !== undefined && { rack }),
      ...(Object.keys(own[index] ?? {}).length > 0 && { settings: own[index] ?? {} }),
      ...(heapMb !== undefined && !('heapMb' in heap) && { heapMb }),
    };
  });
  const jmxPort = jmxPortOf(brokers, notes);
  const [first] = brokers;
  const numbers = Object.entries(settingProps).flatMap(([setting, prop]) => {
    const value = Number(first?.settings[setting]);
    return Number.isSafeInteger(value) && value > 0 ? [[prop, value] as const] : [];
  });
  const copies = Math.min(3, brokers.length);
  if (!numbers.some(([prop]) => prop === 'replicationFactor') && brokers.length > 1) {
    new NotesOf(notes, first?.id).changed(
      `topics that say nothing get ${copies} copies, and were to get one`,
    );
  }
  return {
    ...(isSeries && { idPrefix: names.prefix, ...(names.first !== 1 && { firstNumber: names.first }) }),
    perBroker,
    // Kafka's own default is one copy; klab's is as many as it needs.
    replicationFactor: copies,
    ...Object.fromEntries(numbers),
    ...heap,
    ...(jmxPort !== undefined && { jmxPort }),
    ...(Object.keys(common).length > 0 && { settings: common }),
  };
}

/** The first port for remote management, where those of all brokers follow it; klab gives them in turn. */
function jmxPortOf(brokers: Cluster['nodes'], notes: ImportNote[]): number | undefined {
  const ports = brokers.map(({ environment }) => Number(writtenJmxPort(environment) ?? Number.NaN));
  const [first = Number.NaN] = ports;
  if (first > 0 && ports.every((port, index) => port === first + index)) return first;
  if (first > 0 && ports.every((port) => port === first)) {
    new NotesOf(notes).changed(
      `jmxPort ${first} is that of the first broker, and each has one more: nodes may share a host`,
      'JMX_PORT',
    );
    return first;
  }
  if (ports.some((port) => port > 0)) {
    new NotesOf(notes).lost('ports of JMX that do not follow each other; say jmxPort', 'KAFKA_JMX_PORT');
  }
  return undefined;
}

function numberOf({ settings }: LintNode): number {
  const number = Number(settings['node.id'] ?? settings['broker.id'] ?? 1);
  return Number.isSafeInteger(number) && number >= 0 ? number : 1;
}
