/** What Strimzi's operator sets of listeners: those that an object names, and its own for brokers and controllers. */
import { listOf, recordOf, textOf } from '../untyped.ts';

/** Port of the controllers' listener (Strimzi documentation, "Kafka cluster network"). */
export const quorumPort = 9090;

const quorum = 'CONTROLPLANE-9090';

/** The operator's own listener between brokers, by which they show each other certificates. */
const between = { name: 'REPLICATION-9091', port: '9091' };

/** A node as its listeners depend on it. */
export interface ListeningNode {
  readonly id: number;
  readonly host: string;
  /** Whether it is a broker. */
  readonly isServing: boolean;
  /** Of KRaft; empty with ZooKeeper. */
  readonly roles: readonly string[];
}

/** Whether any listener has TLS, or asks who comes. */
export function isSecured(listeners: unknown): boolean {
  return namedListeners(listeners).some(
    ({ tls, authentication }) => tls === true || authentication !== undefined,
  );
}

/**
 * Settings of listeners. What the operator has for brokers and controllers is told where the clients' listeners are secured;
 * where none is, it is told in plain text: its TLS is said by no object.
 */
export function listenersOf(
  listeners: unknown,
  { id, host, isServing, roles }: ListeningNode,
): Record<string, string> {
  const isTls = isSecured(listeners);
  const clients = isServing ? namedListeners(listeners).map((one) => listenerOf(one, id, host)) : [];
  const named = isTls && isServing ? [...clients, betweenBrokers(host)] : clients;
  const isVoting = roles.includes('controller');
  const opened = [
    ...named.map(({ name, port }) => `${name}://:${port}`),
    ...(isVoting ? [`${quorum}://:${quorumPort}`] : []),
  ];
  const map = [
    ...named.map(({ name, protocol }) => `${name}:${protocol}`),
    ...(roles.length > 0 ? [`${quorum}:${isTls ? 'SSL' : 'PLAINTEXT'}`] : []),
  ];
  const inside = named.find(({ advertised }) => advertised.startsWith(host)) ?? named[0];
  const first = isTls ? named.at(-1) : inside;
  return {
    ...(opened.length > 0 && { listeners: opened.join(',') }),
    ...(named.length > 0 && {
      'advertised.listeners': named.map(({ name, advertised }) => `${name}://${advertised}`).join(','),
    }),
    'listener.security.protocol.map': map.join(','),
    ...(roles.length > 0 && { 'controller.listener.names': quorum }),
    ...(first !== undefined && { 'inter.broker.listener.name': first.name }),
    ...(isTls && roles.length > 0 && certificateOf(quorum)),
    ...Object.assign({}, ...named.map(({ settings }) => settings)),
  };
}

function betweenBrokers(host: string): NamedListener {
  const { name, port } = between;
  return { name, port, advertised: `${host}:${port}`, protocol: 'SSL', settings: certificateOf(name) };
}

/** Whoever comes must show a certificate. */
function certificateOf(name: string): Record<string, string> {
  return { [`listener.name.${name.toLowerCase()}.ssl.client.auth`]: 'required' };
}

/** Listeners as a list; of the API before v1beta2 by the names that it had for them. */
export function namedListeners(listeners: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(listeners)) return listOf(listeners).map(recordOf);
  const old: Readonly<Record<string, object>> = {
    plain: { port: 9092, type: 'internal' },
    tls: { port: 9093, type: 'internal', tls: true },
    external: { port: 9094, tls: true },
  };
  return Object.entries(recordOf(listeners)).map(([name, one]) => ({ name, ...old[name], ...recordOf(one) }));
}

interface NamedListener {
  readonly name: string;
  readonly port: string;
  readonly advertised: string;
  readonly protocol: string;
  readonly settings: Readonly<Record<string, string>>;
}

function listenerOf(
  {
    name: given,
    port,
    type = 'internal',
    tls,
    authentication,
    configuration,
  }: Readonly<Record<string, unknown>>,
  id: number,
  host: string,
): NamedListener {
  const at = textOf(port) ?? '9092';
  const own = listOf(recordOf(configuration)['brokers'])
    .map(recordOf)
    .find(({ broker }) => broker === id);
  const told = textOf(own?.['advertisedHost']) ?? `${textOf(type) ?? ''}-${id}.outside`;
  const toldPort = textOf(own?.['advertisedPort']) ?? textOf(own?.['nodePort']) ?? at;
  const name = `${(textOf(given) ?? 'plain').toUpperCase()}-${at}`;
  const kind = textOf(recordOf(authentication)['type']);
  const mechanism = kind === undefined ? undefined : mechanisms[kind];
  const isTls = tls === true;
  const prefix = `listener.name.${name.toLowerCase()}`;
  return {
    name,
    port: at,
    advertised: type === 'internal' ? `${host}:${at}` : `${told}:${toldPort}`,
    protocol: mechanism === undefined ? (isTls ? 'SSL' : 'PLAINTEXT') : isTls ? 'SASL_SSL' : 'SASL_PLAINTEXT',
    settings: {
      ...(kind === 'tls' && certificateOf(name)),
      ...(mechanism !== undefined && { [`${prefix}.sasl.enabled.mechanisms`]: mechanism }),
    },
  };
}

/** SASL mechanisms by what Strimzi calls the authentication. */
const mechanisms: Readonly<Record<string, string>> = {
  'scram-sha-512': 'SCRAM-SHA-512',
  oauth: 'OAUTHBEARER',
};
