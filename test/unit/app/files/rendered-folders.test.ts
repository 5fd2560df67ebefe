/** Folders that kustomize and Helm render: what the tool makes is looked at, and where there is none, which command makes it. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { takeOver } from '../../../../src/app/files/import.ts';
import { lintPaths } from '../../../../src/app/files/lint.ts';
import { openSide } from '../../../../src/app/diff/open-sides.ts';
import { TopologyRegistry } from '../../../../src/app/find/registry.ts';
import { set } from '../../../support/foreign-manifests.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'klab-rendered-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await write('base/kafka.yaml', set);
  await write('base/kustomization.yaml', 'resources: [kafka.yaml]\n');
  await write(
    'prod/kustomization.yaml',
    `resources: [../base]
nameSuffix: -prod
patches:
  - target: { kind: StatefulSet }
    patch: '[{ "op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "apache/kafka" }]'
`,
  );
  await write('broken/kustomization.yaml', 'resources: [nowhere.yaml]\n');
  await write('chart/Chart.yaml', 'name: chart\n');
  await write('chart/templates/kafka.yaml', 'apiVersion: v1\nkind: {{ .Values.kind }}\n');
  // What helm would print for the chart; the real one is not everywhere.
  await write(
    'bin/helm',
    `#!/bin/sh\nset -e\n[ "$1 $2" = "template chart" ] && cat "$(dirname "$3")/base/kafka.yaml"\n`,
  );
  await chmod(join(folder, 'bin/helm'), 0o755);
});

afterAll(async () => await rm(folder, { recursive: true }));

it('what kustomize makes of a folder is what is looked at', async () => {
  const path = join(folder, 'prod');
  const { findings, clusters } = await lintPaths([path]);
  expect(clusters).toEqual([['kafka-prod-0', 'kafka-prod-1', 'kafka-prod-2']]);
  expect(findings).toMatchObject([{ rule: 'image-floats', file: `kubectl kustomize ${path}` }]);
  expect(await lintPaths([join(path, 'kustomization.yaml')])).toMatchObject({ clusters });
  const { plan } = await takeOver({ paths: [path] });
  expect(plan).toMatchObject({ name: 'prod', cluster: { idPrefix: 'kafka-prod-' } });
  const side = await openSide({ text: path, kind: 'path' }, new TopologyRegistry({}));
  expect((await side.files(''))[0]?.content).toContain('name: kafka-prod');
});

it('what kustomize cannot make is said in one line', async () => {
  await expect(lintPaths([join(folder, 'broken')])).rejects.toThrow(
    /^"kubectl kustomize .*broken" failed: .*nowhere\.yaml.*; mend what it names, or name files that are rendered$/,
  );
});

it('a chart is rendered by helm, and without it the command is named', async () => {
  const chart = join(folder, 'chart');
  const without =
    /chart is a Helm chart, and helm is not on PATH; .*: helm template chart .*chart > rendered\.yaml, and/;
  vi.stubEnv('PATH', '/usr/bin:/bin');
  try {
    await expect(lintPaths([chart])).rejects.toThrow(without);
    await expect(lintPaths([join(chart, 'templates', 'kafka.yaml')])).rejects.toThrow(without);
    vi.stubEnv('PATH', [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter));
    expect(await lintPaths([chart])).toMatchObject({
      clusters: [['kafka-0', 'kafka-1', 'kafka-2']],
      risk: 'none',
    });
  } finally {
    vi.unstubAllEnvs();
  }
});
