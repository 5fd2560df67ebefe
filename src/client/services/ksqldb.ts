/** ksqlDB's REST API, as far as the lab uses it (ksqlDB's documentation: "ksqlDB REST API Reference"). */
import type { ServicePlace } from './address.ts';
import { refusal, request } from './http.ts';

/** What a server says of itself. */
export interface KsqlDbInfo {
  readonly version: string;
  /** Id of the Kafka cluster that it uses. */
  readonly kafkaClusterId: string;
}

/** A topic as the server sees it. */
export interface KsqlDbTopic {
  readonly name: string;
  /** How many copies each partition has. */
  readonly replicaInfo: readonly number[];
}

/** What the server is. */
export async function ksqlDbInfo(place: ServicePlace): Promise<KsqlDbInfo> {
  return (await request<{ readonly KsqlServerInfo: KsqlDbInfo }>(place, '/info')).KsqlServerInfo;
}

/** Parts of the server that are not healthy, by its own word. */
export async function unhealthyParts(place: ServicePlace): Promise<readonly string[]> {
  const { details } = await request<{
    readonly details: Readonly<Record<string, { readonly isHealthy: boolean }>>;
  }>(place, '/healthcheck');
  return Object.entries(details).flatMap(([part, { isHealthy }]) => (isHealthy ? [] : [part]));
}

/** Topics that the server sees, by a statement. @throws RuntimeError `service-refused` for an answer of another kind. */
export async function showTopics(place: ServicePlace): Promise<readonly KsqlDbTopic[]> {
  const [answer] = await request<readonly { readonly topics?: readonly KsqlDbTopic[] }[]>(place, '/ksql', {
    method: 'POST',
    contentType: 'application/vnd.ksql.v1+json',
    body: { ksql: 'SHOW TOPICS;', streamsProperties: {} },
    timeoutMs: 30_000,
  });
  if (answer?.topics !== undefined) return answer.topics;
  const said = JSON.stringify(answer) ?? 'nothing';
  throw refusal(`${place.nodeId} answers SHOW TOPICS with ${said.slice(0, 200)}`);
}
