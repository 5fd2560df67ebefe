/** Upstream images of side services, and what of them other nodes must know. */
import { confluentRelease } from '../versions/versions.ts';

/** Whose schema registry it is. */
export type RegistryImplementation = 'confluent' | 'apicurio';

/** Whose image of Kafka Connect it is. */
export type ConnectDistribution = 'confluent' | 'debezium';

/** Where each implementation answers Confluent's API (Apicurio Registry 3, documentation: "Confluent compatibility"). */
export const registryApiPath: Readonly<Record<RegistryImplementation, string>> = {
  confluent: '',
  apicurio: '/apis/ccompat/v7',
};

/** Upstream images. */
export const serviceImages = {
  registry: {
    confluent: `confluentinc/cp-schema-registry:${confluentRelease}`,
    apicurio: 'apicurio/apicurio-registry:3.3.3',
  },
  connect: {
    confluent: `confluentinc/cp-kafka-connect:${confluentRelease}`,
    debezium: 'quay.io/debezium/connect:3.3.1.Final',
  },
  restProxy: `confluentinc/cp-kafka-rest:${confluentRelease}`,
  ksqlDb: `confluentinc/cp-ksqldb-server:${confluentRelease}`,
  console: 'conduktor/conduktor-console:1.46.2',
  postgreSql: 'postgres:15',
  prometheus: 'prom/prometheus:v2.42.0',
} as const;
