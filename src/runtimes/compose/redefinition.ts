/** Gives containers of an instance that runs another definition: other settings, another version, further nodes or fewer. */
import { basename } from 'node:path';
import { parse } from 'yaml';
import type { Redefinition } from '../../cluster/capabilities.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { ComposeDocument } from '../../render/compose/document.ts';
import { composeFile } from '../../render/compose/render.ts';
import type { RenderedFile } from '../../render/rendered-file.ts';
import { assertEnoughMemory, examineEngine } from '../docker/engine.ts';
import { missingImages, pullImages } from '../docker/images.ts';
import { containerPublishing } from '../docker/port-holder.ts';
import { assertPortsFree } from '../host/ports.ts';
import { imagesOf, publishedPortsOf } from './compose-file.ts';
import { listBelongings } from './containers/belongings.ts';
import { composeEnvironment } from './environment.ts';
import { throughNode } from './probe-listener.ts';
import { fillQuorumFolder } from './quorum-folder.ts';
import { removeBelongings } from './remove.ts';
import { startAnew } from './start-anew.ts';

/** The part of the runtime. */
export const redefinition: Redefinition = {
  // What Kafka's tool would say of a file nobody asks here: images make theirs of variables when they start.
  refusal: () => Promise.resolve(undefined),
  async obtain(_, files, { progress, signal }) {
    const missing = await missingImages(imagesOf(documentIn(files)), { signal });
    await pullImages(missing, progress, signal);
  },
  startAnew,
  settle: (instance) => fillQuorumFolder(instance, 'as before'),
  resizing: {
    async assertRoom(instance, nodeIds, files) {
      assertEnoughMemory(await examineEngine(), instance.topology);
      const env = await composeEnvironment(instance);
      await assertPortsFree(publishedPortsOf(documentIn(files), nodeIds, env), containerPublishing);
    },
    discard,
  },
  throughNode,
};

function documentIn(files: readonly RenderedFile[]): ComposeDocument {
  const file = files.find(({ path }) => basename(path) === composeFile);
  return parse(file?.content ?? '') as ComposeDocument;
}

/** Removes a node's container and its volumes; networks are of all nodes. */
async function discard({ id }: Instance, nodeId: string): Promise<void> {
  const there = await listBelongings(id);
  await removeBelongings(id, {
    spare: {
      containers: there.containers.filter((one) => one.nodeId !== nodeId),
      networks: there.networks,
      volumes: there.volumes.filter((one) => one.nodeId !== nodeId),
    },
  });
}
