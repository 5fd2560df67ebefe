/** What a smoke check is: a claim about a healthy cluster that is proved by trying it. */
import type { ClientTimes } from '../../client/kafkajs/client-limits.ts';
import type { ClientOptions, KafkaClient } from '../../client/kafkajs/kafka.ts';
import { CheckFailure } from '../../errors.ts';
import type { ResolvedTopology } from '../../kafka/node.ts';
import type { ClusterSecurity } from '../../kafka/security/users.ts';
import type { ServiceSoftware } from '../../kafka/service.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';

/** Makes a client of the cluster; tests put in clients that lie, to see that a check notices. */
export type KafkaFactory = (options?: Partial<ClientOptions>) => KafkaClient;

/** All that a check is given. */
export interface CheckContext {
  readonly cluster: RunningCluster;
  readonly kafka: KafkaFactory;
  /** Begins the name of every topic, group and transaction of this run, so that none is anybody else's. */
  readonly topicPrefix: string;
  /** Times that the brokers allow to clients. */
  readonly times: ClientTimes;
  /** What the check made and nobody else removes, by its name, and why it is there still; told when all is tidied. */
  readonly leftovers: Map<string, string>;
  /** Fires when the run is interrupted or the check has had its time. */
  readonly signal: AbortSignal;
  /** Tells what the check does now; a timeout names the last one. */
  note(text: string): void;
}

/** What tells whether a check can be tried at all. */
export interface TriedOn {
  readonly cluster: Pick<RunningCluster, 'topology'> & {
    readonly instance: Pick<RunningCluster['instance'], 'portOffset'>;
  };
}

/** What of a cluster's security a check is about. */
export interface SecurityNeed {
  /** As it reads after "needs": `TLS for clients`. */
  readonly what: string;
  isThere(topology: ResolvedTopology, security: ClusterSecurity): boolean;
}

/** One claim about a healthy cluster. */
export interface SmokeCheck {
  /** Short and unique, for `--only` and reports. */
  readonly name: string;
  /** What holds when the check passes, as a sentence. */
  readonly claim: string;
  /** How long the check may take, in milliseconds. @default 60000 */
  readonly timeoutMs?: number;
  /** Whether it stops nodes, which is not done to a cluster that must be kept whole. @default false */
  readonly stopsNodes?: boolean;
  /** Whether it makes nothing in the cluster. @default false */
  readonly onlyReads?: boolean;
  /** Whether all that it stops is one broker, in order, so that others may use the same outage. @default false */
  readonly sharesOutage?: boolean;
  /** The side service that it is about; a topology without one has nothing to be said of it. @default the cluster itself */
  readonly service?: ServiceSoftware;
  /** What of security it is about; of a cluster without it there is nothing to be said. @default nothing */
  readonly security?: SecurityNeed;
  /** Why the check cannot be tried on this cluster; undefined where it can. */
  skipReason?(context: TriedOn): string | undefined;
  /**
   * Tries the claim.
   * @returns what was proved, with numbers.
   * @throws CheckFailure when the claim does not hold.
   */
  run(context: CheckContext): Promise<string>;
}

/** How a check ended. */
export type CheckOutcome = 'passed' | 'failed' | 'skipped';

/** A check after its run. */
export interface CheckResult {
  readonly name: string;
  readonly claim: string;
  readonly outcome: CheckOutcome;
  /** What was proved, what is wrong, or why it was skipped. */
  readonly detail: string;
  readonly durationMs: number;
  /** What it is about and the topology does not have: a side service, or a kind of security. @default nothing */
  readonly lacks?: ServiceSoftware | 'security';
}

/** How many problems a message spells out. */
const spelledOut = 3;

/**
 * Ends a check when there are problems.
 * @throws CheckFailure with the first problems in one line.
 */
export function failOn(problems: readonly string[]): void {
  if (problems.length === 0) return;
  const rest = problems.length - spelledOut;
  const shown = problems.slice(0, spelledOut).join('; ');
  throw new CheckFailure(rest > 0 ? `${shown}; and ${rest} more` : shown, { details: problems });
}
