/** What a container gets as its variables, by the rules of whoever completes them, is what its image must write down. */
import { expect, it } from 'vitest';
import { kafkaVariable } from '../../../src/kafka/images/image-environment.ts';
import { propertyText, readProperties } from '../../../src/kafka/properties.ts';
import { composeDocument } from '../../../src/render/compose/convert.ts';
import { renderLocal } from '../../../src/render/local/render.ts';
import { awkwardSettings } from '../../support/awkward-settings.ts';
import { environmentOf, manifestsOf } from '../../support/manifests.ts';
import { awkwardTopology } from '../../support/settings-in-force.ts';

const written = Object.entries(awkwardSettings).map(([name, value]) => [
  kafkaVariable(name),
  propertyText(value),
]);
const meant = Object.fromEntries(written) as Record<string, string>;

it('on compose, which makes one $ of two', () => {
  const { environment = {} } = composeDocument(awkwardTopology()).services['broker-1'] ?? {};
  expect(withSingleDollars(environment)).toMatchObject(meant);
  expect(Object.values(environment).join('')).not.toMatch(/[\n\r]/);
});

it('on Kubernetes, which makes one $ of two and completes $(NAME)', () => {
  const environment = environmentOf(manifestsOf(awkwardTopology()), 'broker-1');
  expect(withSingleDollars(environment)).toMatchObject(meant);
  // In pairs, none is left to begin a reference.
  for (const value of Object.values(environment)) expect(value.replaceAll('$$', '')).not.toContain('$');
});

it('as a file, on local', () => {
  const file = renderLocal(awkwardTopology()).find(({ path }) => path.endsWith('server.properties'));
  expect(readProperties(file?.content ?? '')).toMatchObject(awkwardSettings);
});

function withSingleDollars(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll('$$', '$')]),
  );
}
