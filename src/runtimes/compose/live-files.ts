/** Writes down what an instance's containers were made with, in the shape of a compose file. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { told } from '../../files.ts';
import { quorumFilesPath } from '../../kafka/images/image-paths.ts';
import { quorumFileNames } from '../../kafka/images/quorum-files.ts';
import { marks } from '../../kafka/marks.ts';
import { stringify } from 'yaml';
import { quorumFolderName } from '../../render/compose/names.ts';
import { composeFile } from '../../render/compose/render.ts';
import type { LiveFiles } from '../../cluster/found.ts';
import type { Instance } from '../../cluster/instance.ts';
import {
  inspected,
  liveService,
  type InspectedContainer,
  type InspectedImage,
} from '../docker/as-service.ts';
import { listNodes } from './containers/belongings.ts';
import { readComposeFile } from './compose-file.ts';

/** What the containers of an instance were made with, and which of them do not run. */
export async function liveFiles(instance: Instance): Promise<LiveFiles> {
  const { id } = instance;
  const { services: written } = await readComposeFile(instance);
  const nodes = await listNodes(id);
  const containers = await inspected<InspectedContainer>(
    'container',
    nodes.map((node) => node.id),
  );
  const imageIds = [...new Set(containers.map(({ Image }) => Image))];
  const images = await inspected<InspectedImage>('image', imageIds);
  const services = containers.map((container) => {
    const image = images.find(({ Id }) => Id === container.Image);
    const nodeId = container.Config.Labels[marks.node] ?? '';
    const named = Object.keys(written[nodeId]?.environment ?? {});
    return [nodeId, liveService(container, image?.Config ?? { Env: null }, named)] as const;
  });
  const content = stringify({ services: Object.fromEntries(services) }, { compat: 'yaml-1.1', lineWidth: 0 });
  const notes = nodes.flatMap(({ nodeId, state }) => (state === 'running' ? [] : [`${nodeId} is ${state}`]));
  return { files: [{ path: composeFile, content }, ...(await quorumAsRead(containers))], notes };
}

/** What nodes read of a dynamic quorum when they start. */
async function quorumAsRead(containers: readonly InspectedContainer[]): Promise<LiveFiles['files']> {
  const mounts = containers.flatMap(({ Mounts }) => Mounts);
  const folder = mounts.find(({ Type, Destination }) => Type === 'bind' && Destination === quorumFilesPath);
  if (folder === undefined) return [];
  const path = join(folder.Source, quorumFileNames.sought);
  const content = await told(path, () => readFile(path, 'utf8')).catch(() => '');
  return [{ path: `${quorumFolderName}/${quorumFileNames.sought}`, content }];
}
