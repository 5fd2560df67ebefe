/** ksqlDB's REST API, as far as the lab uses it (ksqlDB's documentation: "ksqlDB REST API Reference"). */
import { RuntimeError } from '../../errors.ts';
import type { ServicePlace } from './address.ts';
import { request } from './http.ts';

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
export async function ksqlDbInfo({ url, ...place }: ServicePlace): Promise<KsqlDbInfo> {
  const { KsqlServerInfo } = await request<{ readonly KsqlServerInfo: KsqlDbInfo }>({
    ...place,
    url: `${url}/info`,
  });
  return KsqlServerInfo;
}

/** Parts of the server that are not healthy, by its own word. */
export async function unhealthyParts({ url, ...place }: ServicePlace): Promise<readonly string[]> {
  const { details } = await request<{
    readonly details: Readonly<Record<string, { readonly isHealthy: boolean }>>;
  }>({ ...place, url: `${url}/healthcheck` });
  return Object.entries(details).flatMap(([part, { isHealthy }]) => (isHealthy ? [] : [part]));
}

/** Topics that the server sees, by a statement. @throws RuntimeError `service-refused` for an answer of another kind. */
export async function showTopics({ url, ...place }: ServicePlace): Promise<readonly KsqlDbTopic[]> {
  const [answer] = await request<readonly { readonly topics?: readonly KsqlDbTopic[] }[]>({
    ...place,
    url: `${url}/ksql`,
    method: 'POST',
    contentType: 'application/vnd.ksql.v1+json',
    body: { ksql: 'SHOW TOPICS;', streamsProperties: {} },
    timeoutMs: 30_000,
  });
  if (answer?.topics !== undefined) return answer.topics;
  const said = JSON.stringify(answer) ?? 'nothing';
  throw new RuntimeError('service-refused', `${place.nodeId} answers SHOW TOPICS with ${said.slice(0, 200)}`);
}
