/** Manifests of Kafka as others write them; tests break one thing of them. */

/** Three nodes of KRaft in one set, whose numbers follow from their names; a page beside them. */
export const set = `apiVersion: v1
kind: Service
metadata: { name: kafka-headless }
spec:
  clusterIP: None
  selector: { app: kafka }
  ports: [{ port: 9092 }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: kafka-settings }
data:
  KAFKA_DEFAULT_REPLICATION_FACTOR: "3"
  KAFKA_MIN_INSYNC_REPLICAS: "2"
  KAFKA_LOG_RETENTION_HOURS: "24"
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: kafka }
spec:
  serviceName: kafka-headless
  replicas: 3
  podManagementPolicy: Parallel
  selector: { matchLabels: { app: kafka } }
  template:
    metadata: { labels: { app: kafka } }
    spec:
      topologySpreadConstraints:
        - { topologyKey: topology.kubernetes.io/zone, maxSkew: 1 }
      containers:
        - name: kafka
          image: apache/kafka:4.1.0
          command: [sh, -c]
          args:
            - |
              export KAFKA_NODE_ID=\${HOSTNAME##*-}
              export KAFKA_ADVERTISED_LISTENERS=IN://\${POD_NAME}.kafka-headless.shop.svc.cluster.local:9092
              exec /etc/kafka/docker/run
          envFrom: [{ configMapRef: { name: kafka-settings } }]
          env:
            - { name: POD_NAME, valueFrom: { fieldRef: { fieldPath: metadata.name } } }
            - { name: KAFKA_PROCESS_ROLES, value: "broker,controller" }
            - { name: KAFKA_LISTENERS, value: "IN://:9092,CTL://:9093" }
            - { name: KAFKA_CONTROLLER_LISTENER_NAMES, value: CTL }
            - { name: KAFKA_INTER_BROKER_LISTENER_NAME, value: IN }
            - { name: KAFKA_LISTENER_SECURITY_PROTOCOL_MAP, value: "IN:PLAINTEXT,CTL:PLAINTEXT" }
            - name: KAFKA_CONTROLLER_QUORUM_VOTERS
              value: 0@kafka-0.kafka-headless:9093,1@kafka-1.kafka-headless:9093,2@kafka-2.kafka-headless:9093
            - { name: CLUSTER_ID, value: MkU3OEVBNTcwNTJENDM2Qk }
            - { name: KAFKA_HEAP_OPTS, value: -Xmx1G }
          ports: [{ containerPort: 9092 }, { containerPort: 5555 }]
          volumeMounts: [{ name: data, mountPath: /var/lib/kafka/data }]
          resources: { requests: { memory: 1Gi } }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ui }
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: ui
          image: provectuslabs/kafka-ui:v0.7.2
          env: [{ name: KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS, value: "kafka-headless:9092" }]
          ports: [{ containerPort: 8080 }]
          volumeMounts: [{ name: settings, mountPath: /etc/ui }]
      volumes: [{ name: settings, configMap: { name: ui-settings } }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ui-settings }
data: { ui.yaml: "at: kafka-headless:9092" }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ui }
spec: {}
`;

/** Strimzi's resources with pools of their own for controllers and brokers. */
export const pools = `apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: controller
  labels: { strimzi.io/cluster: shop }
  annotations: { strimzi.io/next-node-ids: "[100-102]" }
spec:
  replicas: 3
  roles: [controller]
  storage: { type: ephemeral }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: broker
  labels: { strimzi.io/cluster: shop }
spec:
  replicas: 3
  roles: [broker]
  jvmOptions: { -Xmx: 2g }
  storage: { type: jbod, volumes: [{ id: 0, type: persistent-claim, size: 1Gi }] }
---
apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: shop
spec:
  kafka:
    version: 4.3.1
    metadataVersion: 4.3-IV0
    rack: { topologyKey: topology.kubernetes.io/zone }
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
      - { name: outer, port: 9094, type: nodeport, tls: true, authentication: { type: scram-sha-512 } }
    config:
      default.replication.factor: 3
      min.insync.replicas: 2
      offsets.topic.replication.factor: 3
      log.retention.hours: 24
  entityOperator: { topicOperator: {} }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: orders
  labels: { strimzi.io/cluster: shop }
spec: { partitions: 6, replicas: 3, config: { retention.ms: 1000 } }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: alice }
spec: {}
`;

/** Strimzi's resource of all in one, with ZooKeeper. */
export const allInOne = `apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: shop }
spec:
  kafka:
    version: 3.6.0
    replicas: 3
    listeners:
      - { name: plain, port: 9092, type: internal, tls: false }
    config:
      offsets.topic.replication.factor: 3
      transaction.state.log.replication.factor: 3
      transaction.state.log.min.isr: 2
      default.replication.factor: 3
      min.insync.replicas: 2
    storage: { type: persistent-claim, size: 1Gi }
  zookeeper:
    replicas: 3
    storage: { type: persistent-claim, size: 1Gi }
`;
