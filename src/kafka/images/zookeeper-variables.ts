/** How the cp-zookeeper image names the settings of zoo.cfg: a fixed table, since its names follow no rule. */

/**
 * Variable of each setting (confluentinc/kafka-images, zookeeper.properties.template, 7.9).
 * Of those of TLS only what ZooKeeper reads from its file alone: the others go to its JVM.
 */
export const zooKeeperVariables: Readonly<Record<string, string>> = {
  'admin.enableServer': 'ZOOKEEPER_ADMIN_ENABLE_SERVER',
  'admin.serverPort': 'ZOOKEEPER_ADMIN_SERVER_PORT',
  'autopurge.purgeInterval': 'ZOOKEEPER_AUTOPURGE_PURGE_INTERVAL',
  'autopurge.snapRetainCount': 'ZOOKEEPER_AUTOPURGE_SNAP_RETAIN_COUNT',
  clientPort: 'ZOOKEEPER_CLIENT_PORT',
  clientPortAddress: 'ZOOKEEPER_CLIENT_PORT_ADDRESS',
  cnxTimeout: 'ZOOKEEPER_CNX_TIMEOUT',
  electionAlg: 'ZOOKEEPER_ELECTION_ALG',
  forceSync: 'ZOOKEEPER_FORCE_SYNC',
  'fsync.warningthresholdms': 'ZOOKEEPER_FSYNC_WARNING_THRESHOLDMS',
  globalOutstandingLimit: 'ZOOKEEPER_GLOBAL_OUTSTANDING_LIMIT',
  initLimit: 'ZOOKEEPER_INIT_LIMIT',
  'jute.maxbuffer': 'ZOOKEEPER_JUTE_MAX_BUFFER',
  leaderServes: 'ZOOKEEPER_LEADER_SERVES',
  maxClientCnxns: 'ZOOKEEPER_MAX_CLIENT_CNXNS',
  maxSessionTimeout: 'ZOOKEEPER_MAX_SESSION_TIMEOUT',
  minSessionTimeout: 'ZOOKEEPER_MIN_SESSION_TIMEOUT',
  preAllocSize: 'ZOOKEEPER_PRE_ALLOC_SIZE',
  quorumListenOnAllIPs: 'ZOOKEEPER_QUORUM_LISTEN_ON_ALL_IPS',
  secureClientPort: 'ZOOKEEPER_SECURE_CLIENT_PORT',
  skipACL: 'ZOOKEEPER_SKIP_ACL',
  snapCount: 'ZOOKEEPER_SNAP_COUNT',
  sslQuorum: 'ZOOKEEPER_SSL_QUORUM',
  syncEnabled: 'ZOOKEEPER_SYNC_ENABLED',
  syncLimit: 'ZOOKEEPER_SYNC_LIMIT',
  tickTime: 'ZOOKEEPER_TICK_TIME',
};

/**
 * Settings that are read from the file alone (QuorumPeerConfig), and whose variables some images that take the others leave
 * out of it: they stand there as further lines of the setting `carrier` too, since variables are copied as they are.
 */
export const linesOfFile = { carrier: 'tickTime', settings: ['secureClientPort', 'sslQuorum'] } as const;
