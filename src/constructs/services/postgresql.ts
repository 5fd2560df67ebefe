/** A PostgreSQL server with one database, ready for those who follow its changes. */
import { Construct } from 'constructs';
import type { LabNode } from '../../kafka/node.ts';
import { servicePorts } from '../../kafka/ports.ts';
import { hostReference } from '../../kafka/references.ts';
import { serviceImages } from '../../kafka/images/service-images.ts';
import { serviceRules, emptyProblems, serviceNode, type ServiceProps } from './service-node.ts';
import { Topology, type NodeSource } from '../topology.ts';
import { aPort, aText, yesOrNo } from '../prop-rules.ts';
import { checkedProps, type Rules } from '../props.ts';

/** Props of {@link PostgreSql}. */
export interface PostgreSqlProps extends ServiceProps {
  /** Port of the server. @default 5432 */
  readonly port?: number;
  /** Whether clients on the host may use it. @default true */
  readonly published?: boolean;
  /** @default 'klab' */
  readonly database?: string;
  /** Owner of the database, who may do everything. @default 'klab' */
  readonly user?: string;
  /** It is in every rendered file: a lab's password keeps nothing secret. @default 'klab' */
  readonly password?: string;
  /** Whether its changes can be followed (wal_level=logical), as Debezium does. @default true */
  readonly logicalReplication?: boolean;
  /** SQL that fills the database when it is made. @default none */
  readonly initSql?: string;
}

const rules: Rules<PostgreSqlProps> = {
  ...serviceRules,
  port: aPort,
  published: yesOrNo,
  database: aText,
  user: aText,
  password: aText,
  logicalReplication: yesOrNo,
  initSql: aText,
};

/** A PostgreSQL server; the id of the construct is the id of the node. */
export class PostgreSql extends Construct implements NodeSource {
  readonly image: string;
  readonly heapMb: number;
  readonly port: number;
  readonly published: boolean;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly logicalReplication: boolean;
  readonly initSql: string | undefined;
  private readonly props: PostgreSqlProps;

  constructor(scope: Construct, id: string, given: PostgreSqlProps = {}) {
    super(scope, id);
    const props = checkedProps(this, given, rules);
    this.props = props;
    this.image = props.image ?? serviceImages.postgreSql;
    this.heapMb = props.heapMb ?? 64;
    this.port = props.port ?? servicePorts.postgreSql;
    this.published = props.published ?? true;
    this.database = props.database ?? 'klab';
    this.user = props.user ?? 'klab';
    this.password = props.password ?? 'klab';
    this.logicalReplication = props.logicalReplication ?? true;
    this.initSql = props.initSql;
    const { database, user, password } = this;
    this.node.addValidation({ validate: () => emptyProblems({ database, user, password }) });
    Topology.of(this).addNodes(this);
  }

  /** Host under which the cluster's nodes find it. */
  get host(): string {
    return hostReference(this.node.id);
  }

  /** Where clients inside the cluster find the database, as a URL. */
  get url(): string {
    const { user, password, port, database } = this;
    return `postgresql://${user}:${password}@${this.host}:${port}/${database}`;
  }

  resolveNodes(): readonly LabNode[] {
    const { database, user, password, port } = this;
    return [
      serviceNode(
        this,
        {
          software: 'postgresql',
          image: this.image,
          heapMb: this.heapMb,
          ports: [{ name: 'sql', port, published: this.published }],
          readinessPort: 'sql',
          volumes: [{ name: 'data' }],
          needsKafka: false,
          service: {
            // The image's documentation: POSTGRES_* variables, PGDATA below the volume since that may hold lost+found.
            environment: {
              POSTGRES_DB: database,
              POSTGRES_USER: user,
              POSTGRES_PASSWORD: password,
              POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256',
              PGDATA: '/var/lib/postgresql/data/pgdata',
              // For the health check and for psql in the container.
              PGPORT: String(port),
            },
            command: this.command(),
            ...(this.initSql !== undefined && {
              files: { '/docker-entrypoint-initdb.d/init.sql': this.initSql },
            }),
            userId: 999,
            userName: 'postgres',
            volumePaths: { data: '/var/lib/postgresql/data' },
            ownedPaths: ['/var/run/postgresql'],
            // While it makes its database a server listens on its socket alone, so it is asked by network.
            health: {
              kind: 'command',
              command: [
                'pg_isready',
                '--quiet',
                '--host=127.0.0.1',
                `--username=${user}`,
                `--dbname=${database}`,
              ],
            },
            ...(this.published && {
              pages: [{ port: 'sql', scheme: 'postgresql', path: `/${database}`, title: `user ${user}` }],
            }),
          },
        },
        this.props,
      ),
    ];
  }

  private command(): readonly string[] {
    const settings = {
      port: String(this.port),
      max_connections: '50',
      shared_buffers: '16MB',
      ...(this.logicalReplication && {
        wal_level: 'logical',
        max_wal_senders: '4',
        max_replication_slots: '4',
        // One who follows and has died is taken for alive as long, and nobody else may follow meanwhile.
        wal_sender_timeout: '5s',
      }),
    };
    return ['postgres', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  }
}
