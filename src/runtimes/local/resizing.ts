/** Further processes of an instance that runs, and those that go for good. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Instance } from '../../cluster/instance.ts';
import { dataFolder } from '../../render/local/addressing.ts';
import type { LocalPlan } from '../../render/local/plan.ts';
import { planFile } from '../../render/local/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { assertPortsFree } from '../host/ports.ts';
import { instanceDir } from '../instances.ts';
import { clientPortsOf, portsOf, readPlan } from './launcher.ts';
import { orderLinks } from './links/links-process.ts';
import { removeLog } from './node-logs.ts';
import { withSecrets } from './up.ts';

/** Everything else of a node is in the instance's own folder. @throws LabError `port-taken` */
export async function assertRoom(
  _: Instance,
  nodeIds: readonly string[],
  files: readonly RenderedFile[],
): Promise<void> {
  const file = files.find(({ path }) => path === `local/${planFile}`);
  const plan = parse(file?.content ?? '') as LocalPlan;
  const { processes } = plan;
  const those = [...portsOf(processes), ...clientPortsOf(plan)];
  await assertPortsFree(those.filter(({ id }) => nodeIds.includes(id)));
}

/** What nodes need that have come since `up` made it: certificates where they are secured, and links where they can be cut off. */
export async function provideFor(instance: Instance): Promise<void> {
  const plan = await readPlan(instance);
  await withSecrets(instance, plan, true);
  const { links } = plan;
  if (links !== undefined) await orderLinks(instance, { act: 'extend', links });
}

/** Removes a node's data, its log and its files; whoever has its name next begins with nothing. */
export async function discard(instance: Instance, nodeId: string): Promise<void> {
  const dir = instanceDir(instance.id);
  await rm(join(dir, dataFolder, nodeId), { recursive: true, force: true });
  await rm(join(instance.filesDir, nodeId), { recursive: true, force: true });
  await removeLog(dir, nodeId);
}
