/** Secured files of Kafka as others write them, one of each dialect; tests break one thing of them. No password in them may come out again. */

/** One node of KRaft on Confluent's image: passwords outside, certificates between brokers, rules; a page and a command beside it. */
export const securedKraft = `x-common: &common
  image: confluentinc/cp-kafka:7.9.1
  restart: unless-stopped
services:
  kafka1:
    <<: *common
    hostname: kafka1
    ports: ['9093:9093']
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_CONTROLLER_QUORUM_VOTERS: 1@kafka1:29093
      KAFKA_LISTENERS: BROKER://:19092,CLIENT://:9093,CTL://:29093
      KAFKA_ADVERTISED_LISTENERS: BROKER://kafka1:19092,CLIENT://localhost:9093
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: BROKER:SSL,CLIENT:SASL_SSL,CTL:SASL_PLAINTEXT
      KAFKA_INTER_BROKER_LISTENER_NAME: BROKER
      KAFKA_CONTROLLER_LISTENER_NAMES: CTL
      KAFKA_SASL_MECHANISM_CONTROLLER_PROTOCOL: PLAIN
      KAFKA_SASL_ENABLED_MECHANISMS: SCRAM-SHA-256
      KAFKA_LISTENER_NAME_CLIENT_SCRAM___SHA___256_SASL_JAAS_CONFIG: org.apache.kafka.common.security.scram.ScramLoginModule required;
      KAFKA_LISTENER_NAME_CTL_SASL_ENABLED_MECHANISMS: PLAIN
      KAFKA_LISTENER_NAME_CTL_PLAIN_SASL_JAAS_CONFIG: org.apache.kafka.common.security.plain.PlainLoginModule required username="controller" password="hunter2" user_controller="hunter2";
      KAFKA_SSL_CLIENT_AUTH: required
      KAFKA_SSL_KEYSTORE_FILENAME: kafka1.keystore.jks
      KAFKA_SSL_KEYSTORE_CREDENTIALS: keystore_creds
      KAFKA_SSL_KEY_CREDENTIALS: key_creds
      KAFKA_SSL_TRUSTSTORE_LOCATION: /etc/kafka/secrets/truststore.jks
      KAFKA_SSL_TRUSTSTORE_PASSWORD: hunter2
      KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: ""
      KAFKA_SSL_ENABLED_PROTOCOLS: TLSv1.3
      KAFKA_AUTHORIZER_CLASS_NAME: org.apache.kafka.metadata.authorizer.StandardAuthorizer
      KAFKA_SUPER_USERS: User:CN=kafka1,OU=x,O=y;User:admin;User:ANONYMOUS
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1
      CLUSTER_ID: MkU3OEVBNTcwNTJENDM2Qk
    volumes: ['./secrets:/etc/kafka/secrets', 'data:/var/lib/kafka/data']
  ui:
    image: provectuslabs/kafka-ui:v0.7.2
    environment:
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka1:19092
      KAFKA_CLUSTERS_0_PROPERTIES_SECURITY_PROTOCOL: SASL_SSL
      KAFKA_CLUSTERS_0_PROPERTIES_SASL_MECHANISM: SCRAM-SHA-256
      KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG: org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="hunter2";
  setup:
    image: confluentinc/cp-kafka:7.9.1
    command: bash -c "kafka-configs --bootstrap-server kafka1:19092 --alter --add-config 'SCRAM-SHA-256=[password=hunter2]' --entity-type users --entity-name shop"
volumes: {data: }
`;

/** Strimzi's resources with three ways in, rules, and a user. */
export const securedStrimzi = `apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: dual, labels: { strimzi.io/cluster: shop } }
spec: { replicas: 3, roles: [controller, broker], storage: { type: ephemeral } }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    version: 4.3.1
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: tls, port: 9093, type: internal, tls: true, authentication: { type: tls } }
      - { name: outer, port: 9094, type: nodeport, tls: true, authentication: { type: scram-sha-512 } }
    authorization: { type: simple, superUsers: [CN=ops] }
    config: { default.replication.factor: 3, min.insync.replicas: 2 }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: alice, labels: { strimzi.io/cluster: shop } }
spec:
  authentication: { type: scram-sha-512 }
  authorization:
    type: simple
    acls:
      - { resource: { type: topic, name: orders, patternType: literal }, operations: [Read, Describe] }
      - { resource: { type: group, name: shop-, patternType: prefix }, operation: Read, host: 10.0.0.1 }
      - { resource: { type: topic, name: secret }, operations: [All], type: deny }
  quotas: { producerByteRate: 1000 }
`;

/** Bitnami's image, which has variables of its own for whoever comes. */
export const securedBitnami = `services:
  kafka:
    image: bitnami/kafka:3.9
    ports: ['9094:9094']
    environment:
      - KAFKA_CFG_NODE_ID=0
      - KAFKA_CFG_PROCESS_ROLES=controller,broker
      - KAFKA_CFG_CONTROLLER_QUORUM_VOTERS=0@kafka:9093
      - KAFKA_CFG_LISTENERS=INTERNAL://:9092,CONTROLLER://:9093,EXTERNAL://:9094
      - KAFKA_CFG_ADVERTISED_LISTENERS=INTERNAL://kafka:9092,EXTERNAL://localhost:9094
      - KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP=INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,EXTERNAL:SASL_SSL
      - KAFKA_CFG_CONTROLLER_LISTENER_NAMES=CONTROLLER
      - KAFKA_CFG_INTER_BROKER_LISTENER_NAME=INTERNAL
      - KAFKA_CFG_SASL_MECHANISM_INTER_BROKER_PROTOCOL=PLAIN
      - KAFKA_CFG_SASL_MECHANISM_CONTROLLER_PROTOCOL=PLAIN
      - KAFKA_CLIENT_USERS=shop,store
      - KAFKA_CLIENT_PASSWORDS=hunter2,hunter2
      - KAFKA_INTER_BROKER_USER=between
      - KAFKA_INTER_BROKER_PASSWORD=hunter2
      - KAFKA_CERTIFICATE_PASSWORD=hunter2
      - KAFKA_TLS_TYPE=JKS
    volumes: ['./kafka.keystore.jks:/opt/bitnami/kafka/config/certs/kafka.keystore.jks:ro', 'data:/bitnami/kafka']
volumes: { data: }
`;

/** wurstmeister's image with ZooKeeper, whom it lets in by a file of JAAS. */
export const securedWithJaasFile = `services:
  zoo: { image: 'zookeeper:3.8', environment: { ZOO_MY_ID: 1 } }
  kafka:
    image: wurstmeister/kafka:2.13-2.8.1
    ports: ['9092:9092']
    environment:
      KAFKA_BROKER_ID: 1
      KAFKA_ZOOKEEPER_CONNECT: zoo:2181
      KAFKA_LISTENERS: SASL_PLAINTEXT://:9092
      KAFKA_ADVERTISED_LISTENERS: SASL_PLAINTEXT://localhost:9092
      KAFKA_SECURITY_INTER_BROKER_PROTOCOL: SASL_PLAINTEXT
      KAFKA_SASL_MECHANISM_INTER_BROKER_PROTOCOL: PLAIN
      KAFKA_SASL_ENABLED_MECHANISMS: PLAIN
      KAFKA_AUTHORIZER_CLASS_NAME: kafka.security.auth.SimpleAclAuthorizer
      KAFKA_SUPER_USERS: User:admin
      KAFKA_OPTS: -Djava.security.auth.login.config=/etc/kafka/jaas.conf
    volumes: ['./jaas.conf:/etc/kafka/jaas.conf']
`;

/** The file that it mounts. */
export const jaasFile = `KafkaServer {
  org.apache.kafka.common.security.plain.PlainLoginModule required
  username="admin"
  password="hunter2"
  user_admin="hunter2"
  user_alice="hunter2";
};
Client {
  org.apache.zookeeper.server.auth.DigestLoginModule required username="zoo" password="hunter2";
};
`;

/** A broker that has all of it in a properties file. */
export const withProperties = `services:
  kafka:
    image: apache/kafka:4.1.0
    ports: ['9093:9093']
    volumes: ['./server.properties:/opt/kafka/config/server.properties']
`;

/** The file that it mounts. */
export const securedProperties = `node.id=1
process.roles=broker,controller
controller.quorum.voters=1@kafka:9094
controller.listener.names=CONTROLLER
listeners=SSL://:9093,CONTROLLER://:9094
advertised.listeners=SSL://localhost:9093
inter.broker.listener.name=SSL
ssl.client.auth=requested
ssl.keystore.location=/certs/kafka.p12
ssl.keystore.password=hunter2
ssl.cipher.suites=TLS_AES_256_GCM_SHA384
offsets.topic.replication.factor=1
`;
