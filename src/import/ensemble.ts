/** Understands the ZooKeeper servers of a file. */
import { zooKeeperSettingOf } from '../kafka/images/dialects.ts';
import type { Cluster } from '../lint/cluster.ts';
import { NotesOf, type ImportNote } from './notes.ts';
import type { ImportPlan } from './plan.ts';
import { heapOf } from './settings.ts';
import { hostName, series, shared, zooKeeperIds } from './values.ts';

/** What klab says of each server in its own way, and what is of security. */
const ofEnsemble =
  /^(server\.|clientPort|dataDir|dataLogDir|secureClientPort|admin\.|4lw\.|ssl|auth|quorum|sasl|client\.|serverCnxnFactory)/i;

/** What the ensemble of a cluster is made of. */
export function ensembleOf(
  zookeepers: Cluster['zookeepers'],
  notes: ImportNote[],
  isSecured: boolean,
): ImportPlan['metadata'] {
  const names = series(zookeepers.map(({ id }) => hostName(id)));
  const isSeries = names?.first === 1;
  const ids = zooKeeperIds(zookeepers.map(({ id }) => id));
  const { common } = shared(zookeepers.map((node) => node.settings));
  const settings = Object.fromEntries(Object.entries(common).filter(([name]) => !ofEnsemble.test(name)));
  const [heapMb, ...heaps] = zookeepers.map(heapOf);
  const isOneHeap = heapMb !== undefined && heaps.every((one) => one === heapMb);
  for (const [index, { id, environment }] of zookeepers.entries()) {
    const of = new NotesOf(notes, id);
    if (!isSeries) of.changed(`is called ${ids[index] ?? ''}`);
    for (const name of Object.keys(environment)) {
      const setting = zooKeeperSettingOf(name);
      if (
        /^(ZOOKEEPER|ZOO)_(SERVER_ID|MY_ID|SERVERS|CLIENT_PORT)$|^ALLOW_ANONYMOUS_LOGIN$|^SERVER_ID$/.test(
          name,
        )
      )
        of.taken(name, name);
      else if (name === 'KAFKA_HEAP_OPTS' && heapMb !== undefined) of.taken(name, name);
      else if (setting !== undefined && setting in settings) of.taken(name, name);
      else if (
        isSecured &&
        /SSL|TLS|CLIENT_PORT|CNXN_FACTORY|AUTH_PROVIDER_X509/.test(name) &&
        !name.endsWith('_OPTS')
      )
        of.changed(`${name}: klab makes keys, certificates and passwords anew`, name);
      else if (/_OPTS$|AUTH|USER|PASS|SASL|SSL|TLS/.test(name))
        of.lost(`${name}: what secures a cluster is said by the prop security`, name);
      else of.changed(`${name}: klab has its own`, name);
    }
  }
  const [first] = zookeepers;
  if (first === undefined) new NotesOf(notes).changed('no ZooKeeper is in it: klab adds a server');
  if (first?.image !== undefined) {
    new NotesOf(notes, first.id).changed(
      `${first.image}: klab runs cp-zookeeper of the last release with ZooKeeper`,
      'image',
    );
  }
  return {
    kind: 'ZooKeeperEnsemble',
    props: {
      servers: Math.max(1, zookeepers.length),
      ...(isSeries && { idPrefix: names.prefix }),
      ...racksOf(zookeepers),
      ...(isOneHeap && { heapMb }),
      ...(Object.keys(settings).length > 0 && { settings }),
    },
  };
}

/** Zones of nodes that have no other rack, where each has one. */
export function racksOf(nodes: Cluster['nodes']): { readonly racks?: readonly string[] } {
  const zones = nodes.flatMap(({ settings, zone }) => settings['broker.rack'] ?? zone ?? []);
  return zones.length > 0 && zones.length === nodes.length ? { racks: zones } : {};
}
