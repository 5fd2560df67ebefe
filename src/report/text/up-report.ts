/** What a person needs next once a cluster is up: addresses, and lines to paste. */
import { pathToFileURL } from 'node:url';
import { mark } from '../marks.ts';
import type { BrokerAccess } from '../../cluster/access.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { shellWord } from '../../words.ts';
import { servicePages } from './service-pages.ts';
import { humanDuration } from './table.ts';

/** Files with which a user of a secured cluster comes in; what they hold is shown nowhere. */
export interface SecuredClient {
  readonly user: string;
  /** `client.properties` of Kafka's own commands. */
  readonly properties: string;
  /** A module with a configuration of kafkajs. */
  readonly kafkajs: string;
  /** For `kcat -F`. @default kcat cannot come in */
  readonly kcat?: string;
  /** What kcat needs for that. @default any will do */
  readonly kcatNeeds?: string;
  /** A variable that Kafka's own commands need besides. @default none */
  readonly javaOptions?: string;
}

/**
 * The closing lines of `klab up`.
 * @param client as whom a person's own clients may come. @default everybody may come in
 */
export function upReport(
  { bootstrap, brokers, instance, topology, isForwarded, remote = [] }: RunningCluster,
  durationMs: number,
  client?: SecuredClient,
): string {
  // The topology's name may come to mean another instance too.
  const name = instance.id;
  const rows: (readonly [string, string])[] = [
    ['host', bootstrap.join(',')],
    ...furtherListeners(brokers, bootstrap),
    ...(isForwarded === true
      ? [
          [
            'forward',
            `klab forward ${name}  ${mark.dim('leads those addresses to the brokers while it runs')}`,
          ] as const,
        ]
      : []),
    ...remote.map(({ from, addresses, obstacle }): [string, string] => [
      from,
      obstacle === undefined ? addresses.join(',') : mark.doubtful(`nowhere: ${obstacle}`),
    ]),
    ...(client === undefined ? openClients(bootstrap) : securedClients(bootstrap, client)),
    ...servicePages(topology, instance.portOffset).map(({ id, url, title }): [string, string] => [
      id,
      `${url}  ${mark.dim(title)}`,
    ]),
    ['next', `klab status ${name} | klab smoke ${name} | klab drill ${name} kill-leader | klab down ${name}`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 1;
  return [
    `${mark.good('✔')} ${mark.strong(instance.id)} is ready after ${humanDuration(durationMs)} (Kafka ${topology.kafkaVersion})`,
    ...rows.map(([label, value]) => `  ${mark.dim(label.padEnd(width))} ${value}`),
  ].join('\n');
}

/** Lines to paste where everybody may come in. */
function openClients(bootstrap: readonly string[]): readonly [string, string][] {
  return [
    ['kafkajs', `new Kafka({ brokers: [${bootstrap.map((address) => `'${address}'`).join(', ')}] })`],
    ['Kafka CLI', `kafka-topics.sh --bootstrap-server ${bootstrap[0] ?? ''} --describe`],
  ];
}

function securedClients(
  bootstrap: readonly string[],
  { user, properties, kafkajs, kcat, kcatNeeds = '', javaOptions }: SecuredClient,
): readonly [string, string][] {
  const variable = javaOptions === undefined ? '' : `${javaOptions} `;
  const command = `kafka-topics.sh --bootstrap-server ${bootstrap[0] ?? ''} --command-config ${shellWord(properties)} --describe`;
  return [
    ['as', `${user}  ${mark.dim('the files hold or lead to secrets: they are for you alone')}`],
    ['kafkajs', `new Kafka((await import('${moduleAddress(kafkajs)}')).config)`],
    ['Kafka CLI', `${variable}${command}`],
    ...(kcat === undefined
      ? []
      : [
          ['kcat', `kcat -F ${shellWord(kcat)} -L  ${mark.dim(kcatNeeds)}`.trim()] satisfies [string, string],
        ]),
  ];
}

/** What a program imports a file by: of a path it would take some characters for others. */
function moduleAddress(path: string): string {
  return pathToFileURL(path).href.replaceAll("'", '%27');
}

/** What a topology adds for clients on the host, by listener. */
function furtherListeners(
  brokers: readonly BrokerAccess[],
  bootstrap: readonly string[],
): readonly [string, string][] {
  const further = new Map<string, string[]>();
  for (const [name, address] of brokers.flatMap(({ listeners }) => Object.entries(listeners))) {
    if (!bootstrap.includes(address)) further.set(name, [...(further.get(name) ?? []), address]);
  }
  return [...further].map(([name, addresses]) => [`host (${name})`, addresses.join(',')]);
}
