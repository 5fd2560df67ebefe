/** A schema registry's API as Confluent defined it (Confluent's documentation: "Schema Registry API Reference"). */
import { LabError, RuntimeError } from '../../errors.ts';
import type { ServiceNode } from '../../kafka/node.ts';
import { servicePlace, type ServicePlace } from './address.ts';
import { ask, request, saidIn, type HttpRequest } from './http.ts';

/** How a registry wants to be asked (Confluent's documentation: "Content Types"). */
const contentType = 'application/vnd.schemaregistry.v1+json';

/** Where the host finds a registry's API: its health is asked there too. */
export function registryOf(node: ServiceNode, portOffset: number, signal?: AbortSignal): ServicePlace {
  const { health } = node.service;
  const root = health.kind === 'http' ? health.path.replace(/\/subjects$/, '') : '';
  const place = servicePlace(node, portOffset, signal);
  return { ...place, url: `${place.url}${root}` };
}

/** Registers an Avro schema. @returns its id. @throws RuntimeError `service-refused` for one that is not compatible. */
export async function registerSchema(place: ServicePlace, subject: string, schema: object): Promise<number> {
  const { id } = await request<{ readonly id: number }>(registration(place, subject, schema));
  return id;
}

/** Whether a registry takes a schema under a subject: its refusal in words where it does not. */
export async function refusalOf(
  place: ServicePlace,
  subject: string,
  schema: object,
): Promise<string | undefined> {
  const { status, body } = await ask(registration(place, subject, schema));
  if (status < 300) return undefined;
  // Incompatible; anything else says nothing of the schema.
  if (status === 409) return saidIn(body);
  throw new RuntimeError(
    'service-refused',
    `${place.nodeId} refuses to judge a schema: ${status} ${saidIn(body)}`,
  );
}

function registration(place: ServicePlace, subject: string, schema: object): HttpRequest {
  return {
    ...place,
    url: `${place.url}/subjects/${subject}/versions`,
    method: 'POST',
    contentType,
    body: { schemaType: 'AVRO', schema: JSON.stringify(schema) },
  };
}

/** The schema of an id. */
export async function schemaOf(place: ServicePlace, id: number): Promise<unknown> {
  const { schema } = await request<{ readonly schema: string }>({
    ...place,
    url: `${place.url}/schemas/ids/${id}`,
  });
  return JSON.parse(schema) as unknown;
}

/** Makes a subject refuse what readers of its newest schema could not read what was written before with. */
export async function demandBackwardCompatibility(place: ServicePlace, subject: string): Promise<void> {
  await request({
    ...place,
    url: `${place.url}/config/${subject}`,
    method: 'PUT',
    contentType,
    body: { compatibility: 'BACKWARD' },
  });
}

/** Removes a subject for good; fine where it is not there. */
export async function removeSubject(place: ServicePlace, subject: string): Promise<void> {
  for (const how of ['', '?permanent=true']) {
    const { status, body } = await ask({
      ...place,
      url: `${place.url}/subjects/${subject}${how}`,
      method: 'DELETE',
    });
    if (status >= 300 && status !== 404)
      throw new LabError(
        'service-refused',
        `${place.nodeId} keeps subject ${subject}: ${status} ${saidIn(body)}`,
      );
  }
}
