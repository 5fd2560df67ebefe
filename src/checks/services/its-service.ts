/** The side service that a check is about: why it cannot be asked, and where it is. */
import { servicePlace, type ServicePlace } from '../../client/services/address.ts';
import { findService } from '../../kafka/node.ts';
import type { ServiceSoftware } from '../../kafka/service.ts';
import type { CheckContext, TriedOn } from '../kit/check.ts';

/** What a topology without a service is told. */
const needs = {
  'schema-registry': 'a schema registry: the topology has none; open-stack has one',
  'rest-proxy': 'a REST proxy: the topology has none; full-stack has one',
  ksqldb: 'ksqlDB: the topology has none; full-stack has it',
  console: 'Conduktor Console: the topology has none; full-stack has it',
} as const satisfies Partial<Record<ServiceSoftware, string>>;

/** Why a service cannot be asked; undefined where it can. */
export function obstacleToAsking({ cluster }: TriedOn, software: keyof typeof needs): string | undefined {
  return findService(cluster.topology, software) === undefined ? `needs ${needs[software]}` : undefined;
}

/** Where the host finds a service of the topology, which has it. */
export function placeOf({ cluster, signal }: CheckContext, software: ServiceSoftware): ServicePlace {
  return servicePlace(findService(cluster.topology, software)!, cluster.instance.portOffset, signal);
}
