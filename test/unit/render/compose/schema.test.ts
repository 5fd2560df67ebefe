/** Compose files against the compose-spec schema, from a package: nothing is fetched. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderCompose } from '../../../../src/render/compose/render.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

/** dclint carries the schema of the compose specification; its exports name only its own package.json. */
function composeSchema(): Record<string, unknown> {
  const packageJson = createRequire(import.meta.url).resolve('dclint/package.json');
  const text = readFileSync(join(dirname(packageJson), 'schemas', 'compose.schema.json'), 'utf8');
  const { $schema: _, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return schema;
}

describe('the compose specification', () => {
  let problemsOf: (document: unknown) => readonly string[];

  beforeAll(() => {
    // The schema's own dialect needs no strictness, and its formats are its business.
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(
      composeSchema(),
    );
    problemsOf = (document) => {
      validate(document);
      return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    };
  });

  it.each(allTopologies())('holds for $name', (topology) => {
    for (const portOffset of [0, 1000]) {
      expect(problemsOf(parse(textOf(topology.name, portOffset)))).toEqual([]);
    }
  });

  it('is really asked: a document with an unknown key is refused', () => {
    const document = parse(textOf('single-broker', 0)) as {
      services: Record<string, Record<string, unknown>>;
    };
    document.services['broker-1'] = { ...document.services['broker-1'], restarts: 'no' };
    expect(problemsOf(document)).toEqual(['/services/broker-1 must NOT have additional properties']);
  });
});

function textOf(name: string, portOffset: number): string {
  return renderCompose(resolved(name), { portOffset })[0]?.content ?? '';
}
