/** A changed prop of a construct is exactly that change on every target. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { neutralKinds } from '../../../src/diff/model.ts';
import { ControllerQuorum, KafkaCluster, Topology, type ResolvedTopology } from '../../../src/index.ts';
import { targets, type LabNode, type Target } from '../../../src/kafka/node.ts';
import { diffOf, inShort, renderedModel } from '../../support/diff-models.ts';

type Props = Partial<ConstructorParameters<typeof KafkaCluster>[2]>;

function cluster(props: Props): ResolvedTopology {
  const topology = new Topology('shop', { summary: 'for a test' });
  const metadata = new ControllerQuorum(topology, 'controllers', { mode: 'isolated', voters: 3 });
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, minInSyncReplicas: 2, heapMb: 256, ...props });
  return topology.resolve();
}

const props: fc.Arbitrary<Props> = fc.record(
  {
    brokers: fc.integer({ min: 3, max: 5 }),
    minInSyncReplicas: fc.integer({ min: 1, max: 3 }),
    sessionTimeoutMs: fc.integer({ min: 2_000, max: 20_000 }),
    heapMb: fc.integer({ min: 200, max: 900 }),
    racks: fc.constantFrom(['a', 'b', 'c'], ['x', 'y']),
    log: fc.record({ retentionMs: fc.integer({ min: 60_000, max: 600_000 }) }),
    settings: fc.record({ 'num.io.threads': fc.integer({ min: 1, max: 9 }).map(String) }),
  },
  { requiredKeys: [] },
);

/** What the constructs themselves say has changed, in the same short words. */
function expected(before: ResolvedTopology, after: ResolvedTopology): readonly string[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]));
  return after.nodes.flatMap((node) => {
    const was = old.get(node.id);
    return was === undefined ? [`${node.id}: node ${node.id} none -> ${node.role}`] : nodeChanges(was, node);
  });
}

function nodeChanges(was: LabNode, node: LabNode): readonly string[] {
  const names = new Set([...Object.keys(was.settings), ...Object.keys(node.settings)]);
  return [
    ...(was.heapMb === node.heapMb
      ? []
      : [`${node.id}: heap largest heap ${was.heapMb}m -> ${node.heapMb}m`]),
    ...[...names]
      .filter((name) => was.settings[name] !== node.settings[name])
      .map(
        (name) =>
          `${node.id}: setting ${name} ${was.settings[name] ?? 'none'} -> ${node.settings[name] ?? 'none'}`,
      ),
  ];
}

it('a changed prop is the same change on every target, and none other', async () => {
  const plain = cluster({});
  const before = await Promise.all(targets.map((target) => renderedModel(plain, target)));
  await fc.assert(
    fc.asyncProperty(props, async (changed) => {
      const after = cluster(changed);
      for (const [index, target] of targets.entries()) {
        const model = before[index];
        if (model === undefined) throw new Error(`no ${target}`);
        const found = diffOf(model, await renderedModel(after, target));
        const own = { ...found, changes: found.changes.filter((change) => isKafkas(change.kind)) };
        const again = await renderedModel(after, target);
        expect(inShort(diffOf(again, await renderedModel(after, target)))).toEqual([]);
        expect({ target, changes: inShort(own).toSorted() }).toEqual({
          target,
          changes: expected(plain, after).toSorted(),
        });
        expect(
          strange(
            found.changes.filter((change) => !isKafkas(change.kind)),
            target,
          ),
        ).toEqual([]);
      }
    }),
    { numRuns: 6 },
  );
}, 120_000);

function isKafkas(kind: string): boolean {
  return kind === 'node' || (neutralKinds as readonly string[]).includes(kind);
}

/** What Kubernetes may add of its own: memory, ports, machines and places that follow from heap, number and racks. */
function strange(
  changes: readonly { readonly group: string; readonly kind: string; readonly name: string }[],
  target: Target,
): readonly string[] {
  const follows =
    /^(resources (limits|requests)\.memory|port host port \d+|form spec\.minAvailable|form machine \d+|placement .*)$/;
  return changes
    .map(({ group, kind, name }) => ({ group, text: `${kind} ${name}` }))
    .filter(({ text }) => target !== 'kubernetes' || !follows.test(text))
    .map(({ group, text }) => `${group}: ${text}`);
}

it('another version is told by image or jars, and by the settings that only one of the two knows', async () => {
  const [now, old] = [cluster({}), cluster({ kafkaVersion: '3.9.2' })];
  const jars = 'image jars Kafka 4.3.1 -> Kafka 3.9.2';
  const image = 'image image apache/kafka:4.3.1 -> apache/kafka:3.9.2';
  for (const target of targets) {
    const found = diffOf(await renderedModel(now, target), await renderedModel(old, target));
    const versions = inShort({ ...found, changes: found.changes.filter(({ kind }) => kind === 'image') });
    const line = target === 'local' ? jars : image;
    // The controllers of this test keep the version of the cluster.
    expect(versions).toEqual(now.nodes.map(({ id }) => `${id}: ${line}`).toSorted());
    const own = found.changes.filter(({ kind }) => isKafkas(kind));
    expect(inShort({ ...found, changes: own }).toSorted()).toEqual(expected(now, old).toSorted());
    expect(found.risk).toBe('high');
  }
});

it('a listener more is told as one change of each broker', async () => {
  const extraListeners = [{ name: 'SHOP', port: 29_500, protocol: 'PLAINTEXT', reach: 'host' }] as const;
  const [plain, more] = [cluster({}), cluster({ extraListeners })];
  for (const target of targets) {
    const found = diffOf(await renderedModel(plain, target), await renderedModel(more, target));
    const own = found.changes.filter(({ kind }) => isKafkas(kind));
    expect(own.map(({ group, kind, name, action }) => `${group}: ${kind} ${name} ${action}`)).toEqual(
      [1, 2, 3].map((number) => `broker-${number}: listener SHOP added`),
    );
  }
});
