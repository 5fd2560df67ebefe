/** What happens to records when a broker goes, or a container is made anew. */
import type { LintRule, Said } from '../finding.ts';
import { isBroker, listOf, type Cluster, type LintNode } from '../cluster.ts';

/** Internal topics by the setting of their copies, with Kafka's default. */
const factors: Readonly<Record<string, { readonly topic: string; readonly otherwise: number }>> = {
  'offsets.topic.replication.factor': { topic: '__consumer_offsets', otherwise: 3 },
  'transaction.state.log.replication.factor': { topic: '__transaction_state', otherwise: 3 },
  'default.replication.factor': { topic: 'a topic that is made without a number of copies', otherwise: 1 },
};

/** Rules about copies and volumes, and about files of which nothing starts. */
export const safetyRules: readonly LintRule[] = [
  {
    id: 'refused-by-compose',
    risk: 'high',
    source: 'Compose specification, services and extends',
    ofCompose: true,
    find: ({ refusals }) => refusals,
  },
  {
    id: 'one-copy',
    risk: 'high',
    source:
      'Kafka documentation, offsets.topic.replication.factor and transaction.state.log.replication.factor',
    find: (cluster) => {
      const brokers = brokersIn(cluster);
      if (brokers.length < 2) return [];
      return brokers.flatMap((node) =>
        Object.entries(factors).flatMap(([setting, { topic, otherwise }]): readonly Said[] => {
          if (copiesOf(node, setting) !== 1) return [];
          const fix = `set ${setting} to ${Math.min(3, brokers.length)}`;
          return otherwise === 1
            ? []
            : [
                {
                  node: node.id,
                  at: setting,
                  text: `${topic} has one copy on ${brokers.length} brokers, and is gone with one of them`,
                  fix,
                },
              ];
        }),
      );
    },
  },
  {
    id: 'more-copies-than-brokers',
    risk: 'high',
    source: 'Kafka documentation: a topic needs as many brokers as it has copies (InvalidReplicationFactor)',
    find: (cluster) => {
      const brokers = brokersIn(cluster);
      return brokers.flatMap((node) =>
        Object.entries(factors).flatMap(([setting, { topic, otherwise }]): readonly Said[] => {
          const copies = copiesOf(node, setting) ?? (node.saysAll ? otherwise : 0);
          if (copies <= brokers.length) return [];
          const said = node.settings[setting] === undefined ? ', as Kafka has it where nothing is said' : '';
          const text = `${topic} cannot be made: it is to have ${copies} copies${said}, and there ${brokers.length === 1 ? 'is one broker' : `are ${brokers.length} brokers`}`;
          // Nobody may want transactions where nobody speaks of them.
          const isAside = said !== '' && setting.startsWith('transaction.');
          return [
            {
              node: node.id,
              at: setting,
              text,
              fix: `set ${setting} to ${brokers.length}`,
              ...(isAside && { risk: 'medium' as const }),
            },
          ];
        }),
      );
    },
  },
  {
    id: 'min-isr',
    risk: 'medium',
    source:
      'Kafka documentation, min.insync.replicas: acks=all waits for as many copies as are in sync, and no fewer than it says',
    find: (cluster) => {
      const brokers = brokersIn(cluster);
      return brokers.flatMap((node, index): readonly Said[] => {
        const copies = copiesOf(node, 'default.replication.factor') ?? (brokers.length >= 3 ? undefined : 1);
        const least = copiesOf(node, 'min.insync.replicas');
        const at = 'min.insync.replicas';
        if (
          least !== undefined &&
          copies !== undefined &&
          node.settings['default.replication.factor'] !== undefined &&
          least > copies
        ) {
          const text = `a topic of ${copies === 1 ? 'one copy' : `${copies} copies`} refuses every write with acks=all: ${least} must be in sync`;
          return [
            { node: node.id, at, risk: 'high', text, fix: `set min.insync.replicas below ${copies + 1}` },
          ];
        }
        const isLow = brokers.length >= 3 && (least ?? (node.saysAll ? 1 : 2)) < 2 && (copies ?? 3) >= 3;
        // What nobody says is told once.
        if (!isLow || (least === undefined && index > 0)) return [];
        const text = 'acks=all is content with one copy, so acknowledged records go with one broker';
        return [{ node: node.id, at, text, fix: 'set min.insync.replicas to 2' }];
      });
    },
  },
  {
    id: 'transactions-refused',
    risk: 'high',
    source: 'Kafka documentation, transaction.state.log.min.isr: 2 unless it is said',
    find: (cluster) =>
      brokersIn(cluster).flatMap((node): readonly Said[] => {
        const factor = copiesOf(node, 'transaction.state.log.replication.factor');
        const least = copiesOf(node, 'transaction.state.log.min.isr') ?? (node.saysAll ? 2 : 0);
        if (factor === undefined || least <= factor) return [];
        const text = `transactions are refused: __transaction_state has ${factor === 1 ? 'one copy' : `${factor} copies`}, and ${least} must be in sync`;
        return [
          {
            node: node.id,
            at: 'transaction.state.log.min.isr',
            text,
            fix: `set transaction.state.log.min.isr to ${factor}`,
          },
        ];
      }),
  },
  {
    id: 'volume-shared',
    risk: 'high',
    source: 'Kafka documentation, log.dirs: a directory is one broker’s, which locks it',
    find: ({ all }) => {
      const seen = new Map<string, string>();
      return all
        .filter(({ software }) => software !== 'other')
        .flatMap((node) =>
          node.mounts
            .filter(({ source, target }) => source !== '' && isForData(target))
            .flatMap(({ source, target }): readonly Said[] => {
              const key = `${source} ${target}`;
              const first = seen.get(key);
              seen.set(key, first ?? node.id);
              if (first === undefined) return [];
              const text = `${first} and ${node.id} both keep their data in ${source}`;
              return [{ node: node.id, at: source, text, fix: 'give each a volume of its own' }];
            }),
        );
    },
  },
  {
    id: 'data-not-kept',
    risk: 'low',
    source: 'Docker documentation, volumes: what is written elsewhere goes with the container',
    find: ({ nodes, zookeepers }) => {
      const lost = [...nodes, ...zookeepers].filter((node) => !keepsData(node));
      const [first] = lost;
      if (first === undefined) return [];
      const text = `what ${lost.map(({ id }) => id).join(', ')} ${lost.length === 1 ? 'keeps' : 'keep'} goes with the container`;
      const fix = 'mount a volume of its own where each keeps its data, unless that is meant';
      return [{ node: first.id, at: 'log.dirs', text, fix }];
    },
  },
  {
    id: 'image-floats',
    risk: 'medium',
    source: 'Docker documentation: a tag is whatever was pulled last',
    find: ({ all }) =>
      all.flatMap(({ id, image = '' }): readonly Said[] => {
        const isFixed = /@sha256:/.test(image) || (/:[^/:]+$/.test(image) && !image.endsWith(':latest'));
        if (image === '' || isFixed) return [];
        const text = `${image} is another image tomorrow: it may hold a Kafka that reads other settings`;
        return [{ node: id, at: image, text, fix: 'name a version, as in apache/kafka:4.3.1' }];
      }),
  },
];

function brokersIn({ nodes }: Cluster): readonly LintNode[] {
  return nodes.filter(isBroker);
}

function copiesOf({ settings }: LintNode, setting: string): number | undefined {
  const value = Number(settings[setting]);
  return settings[setting] === undefined || Number.isNaN(value) ? undefined : value;
}

function keepsData({ settings, mounts }: LintNode): boolean {
  const said = settings['log.dirs'] ?? settings['log.dir'];
  if (said === undefined) return mounts.some(({ target }) => isForData(target));
  return listOf(said).every((dir) =>
    mounts.some(({ target }) => `${dir}/`.startsWith(`${target.replace(/\/$/, '')}/`)),
  );
}

/** Directories that images of Kafka and ZooKeeper keep data in, and most that people mount for it. */
function isForData(target: string): boolean {
  return /data|logs?(\/|$)|\/bitnami\b|\/kafka\/?$|kraft-combined/.test(target) && !/\/etc\//.test(target);
}
