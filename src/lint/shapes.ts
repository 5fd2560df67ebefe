/** Fields of a service that compose refuses as they are written: whoever reads such a file here should hear that nothing starts from it. */
import { isRecord } from '../untyped.ts';

type Shape = 'a mapping' | 'a list' | 'a mapping or a list';

/** What compose takes (compose specification, services). */
const shapes: Readonly<Record<string, Shape>> = {
  environment: 'a mapping or a list',
  labels: 'a mapping or a list',
  networks: 'a mapping or a list',
  depends_on: 'a mapping or a list',
  ports: 'a list',
  expose: 'a list',
  volumes: 'a list',
  configs: 'a list',
  secrets: 'a list',
  deploy: 'a mapping',
  healthcheck: 'a mapping',
};

/** One thing for which compose starts nothing of a whole file. */
export interface Refusal {
  /** Service; empty where it is of none. */
  readonly node: string;
  /** A word of its line. @default the service's own line */
  readonly at?: string;
  readonly text: string;
  readonly fix: string;
}

/** What compose refuses of a file's services. */
export function unlikeCompose(services: unknown): readonly Refusal[] {
  if (!isRecord(services)) return [refused('', 'services:', services, 'a mapping')];
  return Object.entries(services).flatMap(([id, service]) => {
    if (!isRecord(service)) return [refused(id, undefined, service, 'a mapping')];
    return Object.entries(shapes).flatMap(([field, shape]) => {
      const value = service[field];
      if (value === null || value === undefined || fits(value, shape)) return [];
      return [refused(id, `${field}:`, value, shape)];
    });
  });
}

function refused(node: string, at: string | undefined, value: unknown, shape: Shape): Refusal {
  const what = [at?.replace(':', ''), node].filter((one) => (one ?? '') !== '').join(' of ');
  const text = `${what} is ${JSON.stringify(value)}, and compose starts nothing of a file in which it is not ${shape}`;
  return { node, ...(at !== undefined && { at }), text, fix: `write ${shape}` };
}

function fits(value: unknown, shape: Shape): boolean {
  const kinds = { list: Array.isArray(value), mapping: isRecord(value) };
  return (shape.includes('list') && kinds.list) || (shape.includes('mapping') && kinds.mapping);
}
