/** New files of a node go into the Secret that its pod mounts, unless somebody else made that; asked through a `kubectl` of the test's own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Instance } from '../../../../../src/cluster/instance.ts';
import { fieldManager } from '../../../../../src/runtimes/kubernetes/kubectl/signature.ts';
import { replaceFiles } from '../../../../../src/runtimes/kubernetes/nodes/replace-files.ts';
import {
  missingSecrets,
  obstacleToOtherFiles,
  prepareFiles,
  securedOf,
  secretsOfNodes,
} from '../../../../../src/runtimes/kubernetes/objects/secrets.ts';
import { withEnvironment } from '../../../../support/docker.ts';
import { resolved } from '../../../../support/topologies.ts';

/** Of the objects that are named it prints as the real one does: none, one alone, or a list of several. */
const kubectl = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const there = __dirname + '/there.json';
if (process.argv.includes('apply')) appendFileSync(__dirname + '/applied.json', readFileSync(0));
else if (process.argv.includes('namespace')) console.log('{"metadata":{}}');
else {
  const all = existsSync(there) ? JSON.parse(readFileSync(there, 'utf8')) : [];
  const named = all.filter(({ metadata }) => process.argv.includes(metadata.name));
  if (named.length > 0) console.log(JSON.stringify(named.length === 1 ? named[0] : { items: named }));
}
`;

const instance: Instance = {
  schemaVersion: 1,
  id: 'secure-kubernetes',
  runtime: 'kubernetes',
  portOffset: 0,
  topology: resolved('secure'),
  filesDir: '',
  place: { context: 'any', namespace: 'shop', hostAccess: 'port-forward', secretName: 'k-{node}' },
  createdAt: '',
};

/** A command of its own for each question. */
const timeout = 60_000;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'klab-kubectl-'));
  await writeFile(join(dir, 'kubectl'), kubectl, { mode: 0o755 });
});
afterEach(() => rm(dir, { recursive: true }));

/** A Secret as the cluster shows it. */
function shown(name: string, manager: string): object {
  const fieldsV1 = { 'f:metadata': { 'f:labels': { 'f:klab.instance': {} } } };
  const labels = { 'klab.instance': instance.id };
  return { kind: 'Secret', metadata: { name, labels, managedFields: [{ manager, fieldsV1 }] }, data: {} };
}

async function withSecrets(there: readonly object[], work: () => Promise<void>): Promise<readonly string[]> {
  await writeFile(join(dir, 'there.json'), JSON.stringify(there));
  const PATH = `${dir}${delimiter}${process.env['PATH']}`;
  await withEnvironment({ PATH, KLAB_HOME: join(dir, 'home') }, async () => {
    await prepareFiles(securedOf(instance));
    await work();
  });
  const applied = await readFile(join(dir, 'applied.json'), 'utf8').catch(() => '{"items":[]}');
  return (JSON.parse(applied) as { items: { metadata: { name: string } }[] }).items.map(
    ({ metadata }) => metadata.name,
  );
}

it('go into the Secret of the name that the manifests give it', async () => {
  const own = ['k-broker-1', 'k-broker-2'].map((name) => shown(name, fieldManager));
  const applied = await withSecrets(own, async () => {
    expect(await obstacleToOtherFiles(instance)).toBeUndefined();
    await replaceFiles(instance, 'broker-1');
  });
  expect(applied).toEqual(['k-broker-1']);
});

it('go into no Secret that somebody else made, and whoever asks knows before', { timeout }, async () => {
  const applied = await withSecrets([shown('k-broker-1', 'kubectl')], async () => {
    expect(await obstacleToOtherFiles(instance)).toBe(
      "klab did not make Secret k-broker-1 in namespace shop of context any, and changes none of somebody else's",
    );
    await expect(replaceFiles(instance, 'broker-1')).rejects.toMatchObject({ code: 'node-state' });
  });
  expect(applied).toEqual([]);
});

it('are all to be applied where the namespace has no Secret', { timeout }, async () => {
  await withSecrets([], async () => {
    const wanted = await secretsOfNodes(securedOf(instance));
    expect(await missingSecrets(instance, wanted)).toEqual(wanted);
  });
});
