/** An instance is in the project that compose has written on its things, and in no second one. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderTarget, writeFiles } from '../../../../../src/render/render.ts';
import { ownFilesDir } from '../../../../../src/runtimes/compose/compose-file.ts';
import type {
  Belongings,
  MarkedContainer,
} from '../../../../../src/runtimes/compose/containers/marked-things.ts';
import {
  assertOneProject,
  nodesOfOneProject,
  projectOf,
} from '../../../../../src/runtimes/compose/containers/project.ts';
import { resolved } from '../../../../support/topologies.ts';

const id = 'multi-broker-compose';

function container(
  project: string | undefined,
  state: MarkedContainer['state'] = 'running',
): MarkedContainer {
  const node = project === undefined ? {} : { nodeId: 'broker-1', project };
  return { id: `c-${project}`, name: 'one', state, networks: [], ...node };
}

function belongings(containers: readonly MarkedContainer[], ...volumesOf: readonly string[]): Belongings {
  const volumes = volumesOf.map((project) => ({
    name: `${project}_broker-1-data`,
    key: 'broker-1-data',
    nodeId: 'broker-1',
    project,
  }));
  return { containers, volumes, networks: [] };
}

describe('the project', () => {
  it('is that of the nodes, also beside data of another; a container of the lab for a moment has none', () => {
    expect(projectOf(id, belongings([container('shop'), container(undefined)], 'klab-multi-broker'))).toBe(
      'shop',
    );
    expect(projectOf(id, belongings([], 'shop'))).toBe('shop');
    expect(projectOf(id, belongings([]))).toBeUndefined();
  });

  it('is the one that runs where a second could not start', () => {
    const nodes = nodesOfOneProject(id, [container('shop'), container('till', 'stopped')]);
    expect(nodes.map(({ project }) => project)).toEqual(['shop']);
  });

  it.each([
    { what: 'run', found: belongings([container('shop'), container('till')]) },
    { what: 'stand still', found: belongings([container('shop', 'stopped'), container('till', 'stopped')]) },
    { what: 'are only data', found: belongings([], 'shop', 'till') },
  ])('is nobody can say which where two $what', ({ found }) => {
    expect(() => projectOf(id, found)).toThrow(
      /^multi-broker-compose is there in 2 compose projects: shop, till; .*docker compose --project-name till down/,
    );
  });

  it('must be the only one for what removes, whatever runs', () => {
    const found = belongings([container('shop')], 'shop', 'till');
    expect(() => assertOneProject(id, found)).toThrow('2 compose projects: shop, till');
    expect(() => assertOneProject(id, belongings([container('shop')], 'shop'))).not.toThrow();
  });
});

describe('the file of an instance', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'klab-own-file-'));
    await writeFiles(join(dir, 'kafka'), await renderTarget(resolved('multi-broker'), 'compose', {}));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it.each([
    'include: [kafka/compose.yaml]',
    'include: [{ path: kafka/compose.yaml }]',
    'include: [{ path: [gone.yaml, ./kafka/compose.yaml] }]',
  ])('is found where an application has "%s"', async (include) => {
    await mkdir(join(dir, 'app'), { recursive: true });
    await writeFile(join(dir, 'app.yaml'), `${include}\nservices: { web: { image: x } }\n`);
    expect(await ownFilesDir(id, [join(dir, 'app.yaml')])).toBe(join(dir, 'kafka'));
    expect(await ownFilesDir('single-broker-compose', [join(dir, 'app.yaml')])).toBeUndefined();
  });

  it('is not looked for without end', async () => {
    await writeFile(join(dir, 'app.yaml'), 'include: [app.yaml]\n');
    expect(await ownFilesDir(id, [join(dir, 'app.yaml')])).toBeUndefined();
  });
});
