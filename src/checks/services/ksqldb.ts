/** Smoke check: ksqlDB is healthy, uses this cluster, and sees a topic with its copies. */
import type { ServicePlace } from '../../client/services/address.ts';
import { ksqlDbInfo, showTopics, unhealthyParts } from '../../client/services/ksqldb.ts';
import { said } from '../../words.ts';
import { failOn, type SmokeCheck } from '../kit/check.ts';
import { makeTopic } from '../kit/topics.ts';
import { obstacleToAsking, placeOf } from './its-service.ts';

/** Asks for its health, and runs a statement. */
export const ksqlDbSees: SmokeCheck = {
  name: 'ksqldb-sees',
  service: 'ksqldb',
  claim: 'ksqlDB is healthy, uses this cluster, and sees a topic with its copies.',
  skipReason: (context) => obstacleToAsking(context, 'ksqldb'),
  async run(context) {
    const { topology, instance } = context.cluster;
    const place = placeOf(context, 'ksqldb');
    const { topic } = await makeTopic(context, { suffix: 'ksql', partitions: 2 });
    context.note(`asking ${place.nodeId} for ${topic}`);
    const { version, problems } = await lookAt(place, {
      topic,
      copies: [topology.replicationFactor, topology.replicationFactor],
      clusterId: instance.clusterId,
    });
    failOn(problems);
    return `ksqlDB ${version} is healthy, and sees ${topic} with ${topology.replicationFactor} copies of each partition`;
  },
};

/** What a server should see. */
export interface KsqlDbExpectation {
  readonly topic: string;
  /** How many copies each partition has. */
  readonly copies: readonly number[];
  /** Undefined where nobody knows it. */
  readonly clusterId: string | undefined;
}

/** Looks at a server. @returns its version, and what is wrong with it. */
export async function lookAt(
  place: ServicePlace,
  { topic, copies, clusterId }: KsqlDbExpectation,
): Promise<{ readonly version: string; readonly problems: readonly string[] }> {
  const { version, kafkaClusterId } = await ksqlDbInfo(place);
  const unhealthy = await unhealthyParts(place);
  const found = (await showTopics(place)).find(({ name }) => name === topic);
  const seen = found?.replicaInfo.join(', ');
  const problems = said(
    ...unhealthy.map((part) => `${place.nodeId} says that its ${part} is not healthy`),
    clusterId !== undefined &&
      kafkaClusterId !== clusterId &&
      `${place.nodeId} uses cluster ${kafkaClusterId}, not ${clusterId}`,
    found === undefined && `${place.nodeId} does not see topic ${topic}`,
    seen !== undefined &&
      seen !== copies.join(', ') &&
      `${place.nodeId} sees ${seen} copies of ${topic}'s partitions, not ${copies.join(', ')}`,
  );
  return { version, problems };
}
