/** What single brokers of a cluster have of their own, with every default resolved. */
import type { LabNode } from '../kafka/node.ts';
import { listenerNames } from '../kafka/settings.ts';
import { counted } from '../words.ts';
import type { BrokerProps, KafkaClusterProps, ResolvedCluster } from './cluster-props.ts';
import { extrasProblems, extrasRules, joinedExtras } from './process-extras.ts';
import {
  aNodeNumber,
  aPort,
  aText,
  aWord,
  heapMb,
  highestNodeNumber,
  listOf,
  shapeOf,
  texts,
  type Rule,
} from './prop-rules.ts';
import { isPossibleCount, rackAt, rackProblems } from './validation.ts';

/** What one broker has, once every default is resolved. */
export interface ResolvedBroker extends Omit<Required<BrokerProps>, 'rack' | 'ports'> {
  readonly ports: Readonly<Record<string, number>>;
  readonly rack: string | undefined;
}

/** With ZooKeeper, numbers above are for brokers that are given none (reserved.broker.max.id). */
const reserved = { setting: 'reserved.broker.max.id', byDefault: 1_000 } as const;

/** Ports by names; which names there are is looked at where more is known. */
const byListener: Rule = (value, at) => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const names = isObject ? Object.keys(value) : [];
  return shapeOf(Object.fromEntries(names.map((name) => [name, aPort])))(value, at);
};

/** A rule for a list of them. */
export const perBrokerRule = listOf(
  shapeOf({
    id: aWord,
    number: aNodeNumber,
    ports: byListener,
    settings: texts,
    ...extrasRules,
    heapMb,
    rack: aText,
  }),
  '{ number, ports, settings }',
);

/** What the n-th broker has, counted from 0. */
export function brokerAt(
  cluster: Pick<
    ResolvedCluster,
    | 'perBroker'
    | 'firstNumber'
    | 'idPrefix'
    | 'racks'
    | 'settings'
    | 'jvmOptions'
    | 'environment'
    | 'files'
    | 'heapMb'
  >,
  index: number,
): ResolvedBroker {
  const own = cluster.perBroker[index] ?? {};
  const number = own.number ?? cluster.firstNumber + index;
  return {
    number,
    id: own.id ?? `${cluster.idPrefix}${number}`,
    ports: own.ports ?? {},
    settings: { ...cluster.settings, ...own.settings },
    ...joinedExtras(cluster, own),
    heapMb: own.heapMb ?? cluster.heapMb,
    rack: own.rack ?? rackAt(cluster.racks, index),
  };
}

/** A broker's listener on a port of its own, where it has one. */
export function onOwnPort<Of extends LabNode['listeners'][number]>(
  listener: Of,
  ports: Readonly<Record<string, number>>,
): Of {
  const port = Object.hasOwn(ports, listener.name) ? ports[listener.name] : undefined;
  return port === undefined ? listener : { ...listener, port };
}

/** What is wrong with the numbers, ports and JVM options of single brokers. */
export function brokerProblems(cluster: ResolvedCluster): string[] {
  const { brokers, mode, extraListeners, perBroker } = cluster;
  const known = [...Object.values(listenerNames), ...extraListeners.map(({ name }) => name)];
  const ports = perBroker.flatMap(({ ports: own = {} }, index) =>
    Object.keys(own)
      .filter((name) => !known.includes(name))
      .map(
        (name) =>
          `perBroker[${index}].ports has ${name}, which is no listener of the cluster; use ${known.join(', ')}`,
      ),
  );
  const extras = perBroker.flatMap((own, index) => extrasProblems(own, `perBroker[${index}].`));
  const highest =
    mode === 'kraft' ? highestNodeNumber : Number(cluster.settings[reserved.setting] ?? reserved.byDefault);
  const indexes = isPossibleCount(brokers) ? Array.from({ length: brokers }, (_, index) => index) : [];
  const tooHigh = indexes
    .map((index) => brokerAt(cluster, index).number)
    .filter((number) => number > highest);
  const fix = mode === 'kraft' ? '' : `, or raise ${reserved.setting} in settings`;
  return [
    ...ports,
    ...extras,
    ...perBroker.flatMap(({ rack }) => (rack === undefined ? [] : rackProblems([rack], 1, 'broker'))),
    ...tooHigh.map((number) => `broker number ${number} exceeds ${highest}; use a lower one${fix}`),
  ];
}

/** Remarks on a list that is longer than the cluster. */
export function brokerWarnings({ perBroker, brokers }: ResolvedCluster): string[] {
  if (perBroker.length <= brokers) return [];
  return [
    `perBroker describes ${counted(perBroker.length, 'broker')}, of ${brokers}; the rest is passed over`,
  ];
}

/** Settings as they were given, and what each list of them is called. */
export function givenSettings({
  settings,
  perBroker = [],
}: Pick<KafkaClusterProps, 'settings' | 'perBroker'>): readonly {
  readonly at: string;
  readonly settings: Readonly<Record<string, string>>;
}[] {
  return [
    { at: 'settings', settings: settings ?? {} },
    ...perBroker.map((own, index) => ({ at: `perBroker[${index}].settings`, settings: own.settings ?? {} })),
  ];
}
