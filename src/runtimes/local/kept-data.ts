/** Reads from data folders whose data they hold, before a node is started on it. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instead } from '../../errors.ts';
import { levelsIn, readKafkaFiles, type KeptNode } from '../../kafka/kept-data.ts';
import { quorumMetadataFolder } from '../../kafka/node-metadata.ts';
import { dataFolder } from '../../render/local/addressing.ts';
import { instanceDir } from '../instances.ts';

/** Folders of nodes that have data, by node; a node that never ran may have an empty one. */
export async function keptFolders(instanceId: string): Promise<readonly string[]> {
  const dir = join(instanceDir(instanceId), dataFolder);
  const folders = await Promise.all(
    (await namesWithin(dir)).map(async (name) =>
      (await namesWithin(join(dir, name))).length > 0 ? [name] : [],
    ),
  );
  return folders.flat().toSorted();
}

/** What is kept of each node. */
export async function readKept(instanceId: string): Promise<readonly KeptNode[]> {
  const nodes = await Promise.all((await keptFolders(instanceId)).map((id) => readNode(instanceId, id)));
  return nodes.flat();
}

async function readNode(instanceId: string, id: string): Promise<readonly KeptNode[]> {
  const dir = join(instanceDir(instanceId), dataFolder, id);
  const metadata = join(dir, quorumMetadataFolder);
  const records = (await namesWithin(metadata)).filter((name) => /\.(log|checkpoint)$/.test(name));
  const [meta, quorum, myid, ...metadataFiles] = await Promise.all([
    contentOf(join(dir, 'meta.properties')),
    contentOf(join(metadata, 'quorum-state')),
    contentOf(join(dir, 'myid')),
    contentOf(join(dir, 'bootstrap.checkpoint')),
    ...records.map((name) => contentOf(join(metadata, name))),
  ]);
  const kafka = readKafkaFiles({
    meta: String(meta),
    quorum: String(quorum),
    levels: metadataFiles.flatMap(levelsIn),
  });
  const zookeeper = myid.length > 0 ? { zookeeper: Number(String(myid)) } : {};
  return kafka === undefined && myid.length === 0 ? [] : [{ id, ...(kafka && { kafka }), ...zookeeper }];
}

/** Empty where there is no such file. */
async function contentOf(path: string): Promise<Buffer> {
  return await readFile(path).catch(instead(Buffer.alloc(0), 'ENOENT', 'ENOTDIR'));
}

/** Nothing where there is no such folder, or a file in its place. */
async function namesWithin(dir: string): Promise<readonly string[]> {
  return await readdir(dir).catch(instead([], 'ENOENT', 'ENOTDIR'));
}
