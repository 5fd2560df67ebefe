/** A schema registry's API as Confluent defined it (Confluent's documentation: "Schema Registry API Reference"). */
import type { ServiceNode } from '../../kafka/node.ts';
import { listOf, recordOf, textOf } from '../../untyped.ts';
import { servicePlace, type ServicePlace } from './address.ts';
import { ask, refusal, request, saidIn, type HttpRequest } from './http.ts';

/** How a registry wants to be asked (Confluent's documentation: "Content Types"). */
const contentType = 'application/vnd.schemaregistry.v1+json';

/** Where the host finds a registry's API: its health is asked there too. */
export function registryOf(node: ServiceNode, portOffset: number, signal?: AbortSignal): ServicePlace {
  const { health } = node.service;
  const root = health?.kind === 'http' ? health.path.replace(/\/subjects$/, '') : '';
  const place = servicePlace(node, portOffset, signal);
  return { ...place, url: `${place.url}${root}` };
}

/** Registers an Avro schema. @returns its id. @throws RuntimeError `service-refused` for one that is not compatible. */
export async function registerSchema(place: ServicePlace, subject: string, schema: object): Promise<number> {
  const { id } = await request<{ readonly id: number }>(place, versionsOf(subject), registration(schema));
  return id;
}

/** Whether a registry takes a schema under a subject: its refusal in words where it does not. */
export async function refusalOf(
  place: ServicePlace,
  subject: string,
  schema: object,
): Promise<string | undefined> {
  const answer = await ask(place, versionsOf(subject), registration(schema));
  if (answer.status < 300) return undefined;
  // Incompatible; anything else says nothing of the schema.
  if (answer.status === 409) return saidIn(answer.body);
  throw refusal(`${place.nodeId} refuses to judge a schema`, answer);
}

function versionsOf(subject: string): string {
  return `/subjects/${subject}/versions`;
}

function registration(schema: object): HttpRequest {
  return { method: 'POST', contentType, body: { schemaType: 'AVRO', schema: JSON.stringify(schema) } };
}

/** The schema of an id. */
export async function schemaOf(place: ServicePlace, id: number): Promise<unknown> {
  const { schema } = await request<{ readonly schema: string }>(place, `/schemas/ids/${id}`);
  return JSON.parse(schema) as unknown;
}

/** A schema that is registered. */
export interface RegisteredSchema {
  readonly version: number;
  readonly id: number;
  readonly schema: unknown;
}

/** All versions of a subject, in order; none where it is not there. */
export async function versionsIn(place: ServicePlace, subject: string): Promise<readonly RegisteredSchema[]> {
  const { status, body } = await ask(place, versionsOf(subject));
  if (status === 404) return [];
  const numbers = status < 300 ? listOf(body).filter((one) => typeof one === 'number') : [];
  return await Promise.all(
    numbers.map(async (version) => {
      const { id } = await request<{ readonly id: number }>(place, `${versionsOf(subject)}/${version}`);
      return { version, id, schema: await schemaOf(place, id) };
    }),
  );
}

/** What a subject demands of a new schema; undefined where it has no rule of its own. */
export async function compatibilityOf(place: ServicePlace, subject: string): Promise<string | undefined> {
  const { body } = await ask(place, `/config/${subject}`);
  return textOf(recordOf(body)['compatibilityLevel']);
}

/** Makes a subject refuse what readers of its newest schema could not read what was written before with. */
export async function demandBackwardCompatibility(place: ServicePlace, subject: string): Promise<void> {
  const body = { compatibility: 'BACKWARD' };
  await request(place, `/config/${subject}`, { method: 'PUT', contentType, body });
}

/** Removes a subject for good; fine where it is not there. */
export async function removeSubject(place: ServicePlace, subject: string): Promise<void> {
  for (const how of ['', '?permanent=true']) {
    const answer = await ask(place, `/subjects/${subject}${how}`, { method: 'DELETE' });
    if (answer.status >= 300 && answer.status !== 404)
      throw refusal(`${place.nodeId} keeps subject ${subject}`, answer);
  }
}
