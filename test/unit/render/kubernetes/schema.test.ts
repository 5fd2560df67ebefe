import { describe, expect, it } from 'vitest';
import { apiProblems } from '../../../support/kubernetes-api.ts';
import { manifestsOf, named } from '../../../support/manifests.ts';
import { allTopologies, resolved } from '../../../support/topologies.ts';

describe.each(allTopologies())('manifests of $name', (topology) => {
  it('keep the schemas of the Kubernetes API', () => {
    for (const manifest of manifestsOf(topology)) {
      expect({ name: manifest.metadata.name, problems: apiProblems(manifest) }).toEqual({
        name: manifest.metadata.name,
        problems: [],
      });
    }
  });
});

describe('the schema check', () => {
  const set = (): ReturnType<typeof named> =>
    structuredClone(named(manifestsOf(resolved('single-broker')), 'StatefulSet', 'broker-1'));

  it('finds a field that the API does not have', () => {
    const manifest = set();
    manifest.spec.template.spec.containers[0].livenessProb = {};
    expect(apiProblems(manifest)).toEqual([
      '/spec/template/spec/containers/0/livenessProb is no field of the API',
    ]);
  });

  it('finds a field of the wrong type and one that is missing', () => {
    const manifest = set();
    manifest.spec.replicas = '1';
    delete manifest.spec.template.spec.containers[0].name;
    const [problem] = apiProblems(manifest);
    expect(problem).toContain('data/spec/replicas');
    expect(problem).toContain('must have required property name');
  });

  it('knows only the kinds that the lab writes', () => {
    expect(apiProblems({ ...set(), kind: 'Deployment' })).toEqual(['apps/v1 Deployment has no schema here']);
  });
});
