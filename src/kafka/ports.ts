/**
 * First ports of every port family; node n of a family gets `base + n - 1`.
 * Numbers are the same on every target and differ between families even for 100 nodes, so all nodes of
 * a topology can also share one host. No two families are a multiple of 100 apart (up to 5000), so that instances whose
 * port offsets are round numbers do not meet either.
 */
export const portBases = {
  /** Broker listener for clients on the host: 9092, 9093, … as in conduktor's stacks. */
  external: 9092,
  /** Broker listener for brokers and clients inside the cluster's network. */
  internal: 19092,
  /** KRaft quorum traffic. */
  controller: 19345,
  /** Broker listener for containers outside the network, through `host.docker.internal`. */
  docker: 29092,
  /** ZooKeeper clients. */
  zooKeeperClient: 2181,
  /** ZooKeeper followers to their leader. */
  zooKeeperPeer: 2888,
  /** ZooKeeper leader election. */
  zooKeeperElection: 3938,
} as const;

/** First `node.id` of controllers that are no brokers, so that their ids do not meet those of brokers. */
export const firstControllerNumber = 101;

/** Ports of side services: each software's own default, as in conduktor's stacks. */
export const servicePorts = {
  schemaRegistry: 8081,
  restProxy: 8082,
  connect: 8083,
  ksqlDb: 8088,
  console: 8080,
  postgreSql: 5432,
  prometheus: 9090,
  /** Metrics of a broker's JVM for Prometheus; broker n gets `metrics + n - 1`. */
  metrics: 9404,
} as const;

/** Most nodes of one kind that a topology may have: the room between two port families. */
export const maxNodesPerKind = 100;

/** Most that an instance's ports may be moved by: every port of the lab's then still is one. */
export const maxPortOffset = 30_000;

/** Highest TCP port number. */
export const maxPort = 65_535;
