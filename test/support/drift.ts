/** Changes a running cluster as somebody would by hand, and asks `klab diff` in a process of its own what was changed. */
import type { ClusterAccess } from '../../src/cluster/access.ts';
import { expect } from 'vitest';
import { createKafka, withAdmin } from '../../src/client/kafkajs/kafka.ts';
import type { Comparison } from '../../src/diff/changes.ts';
import { inShort } from './diff-models.ts';
import { klab } from './klab.ts';

/** What of an instance is not as it was brought up. */
export async function driftOf(instanceId: string): Promise<Comparison> {
  const { code, stdout, output } = await klab('diff', instanceId, 'live', '--json');
  if (code !== 0) throw new Error(`klab diff ended with ${code}: ${output}`);
  const { comparisons } = JSON.parse(stdout) as { comparisons: readonly Comparison[] };
  expect(comparisons).toHaveLength(1);
  return comparisons[0]!;
}

/** The same in short words, with every remark. */
export async function driftInShort(instanceId: string): Promise<readonly string[]> {
  const found = await driftOf(instanceId);
  return [...inShort(found), ...found.notes];
}

/** Sets one setting of a running broker, as kafka-configs.sh would. */
export async function setInBroker(
  access: ClusterAccess,
  broker: number,
  name: string,
  value: string,
): Promise<void> {
  const brokerResource = 4;
  await withAdmin(createKafka({ access }), (admin) =>
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: brokerResource, name: String(broker), configEntries: [{ name, value }] }],
    }),
  );
}
