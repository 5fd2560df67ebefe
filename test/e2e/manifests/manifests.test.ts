/** The generated files, judged by the programs that will read them: docker compose and a real API server; kind's are in catalogue. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { $ } from 'zx';
import { packageRoot } from '../../../src/package-root.ts';
import { topologyNames } from '../../../topologies/index.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { topologiesOn } from '../../support/topologies.ts';

const run = $({ quiet: true, nothrow: true });

/** Kubernetes 1.34.0 and 1.34.1 say this of every headless service, whatever it asks for (kubernetes/kubernetes#134040). */
const falseWarning = 'Warning: spec.SessionAffinity is ignored for headless services';

const dist = (name: string, file: string): string => join(packageRoot(), 'dist', name, file);

describe.each(topologyNames)('dist/%s/compose.yaml', (name) => {
  it('is accepted by docker compose without a warning', async () => {
    const result = await run`docker compose -f ${dist(name, 'compose.yaml')} config --quiet`;
    expect(result.stderr).toBe('');
    expect(result.exitCode).toBe(0);
  });
});

describe('on a real API server', () => {
  let context: string;
  beforeAll(async () => {
    ({ context } = await sharedKind());
  }, 400_000);

  it.each(topologiesOn('kubernetes').map(({ name }) => name))(
    'dist/%s/kubernetes.yaml passes a dry run without a warning',
    async (name) => {
      const manifests = await readFile(dist(name, 'kubernetes.yaml'), 'utf8');
      // A dry run makes no namespace, and the restricted Pod Security level warns only in one that is there.
      const namespace = parseAllDocuments(manifests)[0]?.toString() ?? '';
      const prepared = await $({
        quiet: true,
        nothrow: true,
        input: namespace,
      })`kubectl --context ${context} apply -f -`;
      expect(prepared.stdout).toMatch(/^namespace\/.* created$/m);
      const file = dist(name, 'kubernetes.yaml');
      const result =
        await run`kubectl --context ${context} apply --dry-run=server --validate=strict -f ${file}`;
      expect(result.stderr.split('\n').filter((line) => line !== '' && line !== falseWarning)).toEqual([]);
      expect(result.stdout).toContain('statefulset.apps/');
      expect(result.exitCode).toBe(0);
    },
    60_000,
  );
});
