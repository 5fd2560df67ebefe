/** The first voters of a dynamic quorum (KIP-853): they stand in the metadata that its first controllers begin with, by Kafka's own tool. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instance } from '../../../cluster/instance.ts';
import { writeWhole } from '../../../files.ts';
import { isController, type LabNode } from '../../../kafka/node.ts';
import { writeProperties } from '../../../kafka/properties.ts';
import { listenerNames } from '../../../kafka/settings.ts';
import { kafkaUuidFrom } from '../../../kafka/uuid.ts';
import { localHost } from '../../../render/local/addressing.ts';
import type { LocalPlan } from '../../../render/local/plan.ts';
import { instanceDir } from '../../instances.ts';
import type { LaunchKit } from '../launcher.ts';
import { checkpoints, runStorageTool, writeFormattedStorage } from '../storage-template.ts';

/** A controller that votes from the start. */
interface FirstVoter {
  readonly node: LabNode;
  readonly dataDir: string;
  readonly directoryId: string;
  readonly address: string;
}

/**
 * Formats the storage of the controllers of a cluster that begins now. Whoever is formatted later, without this, knows of no voters
 * and asks for them, which is what a controller has to do that is to be added.
 * @throws RuntimeError `node-died` with the tool's last lines
 */
export async function formatFirstVoters(instance: Instance, plan: LocalPlan, kit: LaunchKit): Promise<void> {
  const { kraft } = kit;
  if (kraft === undefined) return;
  const voters = votersOf(instance, plan, kraft.clusterId);
  const checkpoint = await checkpointOf(voters, plan.kafkaVersion, kraft.clusterId, kit);
  for (const { node, dataDir, directoryId } of voters) {
    await writeFormattedStorage(dataDir, { ...kraft, nodeId: node.number, directoryId, voters: checkpoint });
  }
}

function votersOf({ id, topology }: Instance, plan: LocalPlan, clusterId: string): readonly FirstVoter[] {
  return topology.nodes.filter(isController).flatMap((node) => {
    const planned = plan.processes.find((one) => one.id === node.id);
    const port = planned?.ports[listenerNames.controller];
    if (planned === undefined || port === undefined) return [];
    return [
      {
        node,
        dataDir: join(instanceDir(id), planned.dataDir),
        directoryId: kafkaUuidFrom(`${clusterId} ${node.id}`),
        address: `${localHost}:${port}`,
      },
    ];
  });
}

async function checkpointOf(
  voters: readonly FirstVoter[],
  version: string,
  clusterId: string,
  { java, jars }: LaunchKit,
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'klab-voters-'));
  try {
    const [first] = voters;
    const config = join(folder, 'server.properties');
    const dataDir = join(folder, 'data');
    await writeWhole(config, writeProperties(toolSettings(first, dataDir)));
    const list = voters.map(({ node, address, directoryId }) => `${node.number}@${address}:${directoryId}`);
    const tool = ['--cluster-id', clusterId, '--config', config, '--initial-controllers', list.join(',')];
    await runStorageTool(version, tool, { java, jars });
    return await readFile(join(dataDir, checkpoints.controllers));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the tool wants to know of one of them; what it writes of voters is the same for all. */
function toolSettings(first: FirstVoter | undefined, dataDir: string): Record<string, string> {
  const address = first?.address ?? '';
  return {
    'process.roles': 'controller',
    'node.id': String(first?.node.number ?? 0),
    'controller.quorum.bootstrap.servers': address,
    listeners: `${listenerNames.controller}://${address}`,
    'controller.listener.names': listenerNames.controller,
    'listener.security.protocol.map': `${listenerNames.controller}:PLAINTEXT`,
    'log.dirs': dataDir,
  };
}
