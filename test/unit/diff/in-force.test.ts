/** What running brokers say, laid over what their files say. */
import { expect, it } from 'vitest';
import { diffModels } from '../../../src/diff/diff.ts';
import { withSettingsInForce, type SettingInForce } from '../../../src/diff/in-force.ts';
import type { TopologyModel } from '../../../src/diff/model.ts';
import { diffOf, inShort, renderedModel } from '../../support/diff-models.ts';
import { resolved } from '../../support/topologies.ts';

/** The single broker's model, and the settings that it would answer with if it had just been started. */
async function started(): Promise<{ model: TopologyModel; answer: readonly SettingInForce[] }> {
  const model = await renderedModel(resolved('single-broker'), 'local');
  const facts = model.groups[0]?.facts ?? [];
  const settings = facts.filter(({ kind }) => kind === 'setting');
  const listeners = facts.filter(({ kind }) => kind === 'listener');
  const list = (field: string): string =>
    listeners
      .filter(({ fields }) => fields[field] !== undefined)
      .map(({ name, fields }) => `${name}://${fields[field]}`)
      .join(',');
  const bound = listeners
    .map(({ name, fields }) => `${name}://${fields['address']}:${fields['port']}`)
    .join(',');
  const map = listeners.map(({ name, fields }) => `${name}:${fields['protocol']}`).join(',');
  const answer = [
    ...settings.map(({ name, fields }) => ({ name, value: fields['value'] ?? '' })),
    { name: 'listeners', value: bound },
    { name: 'advertised.listeners', value: list('advertised') },
    { name: 'listener.security.protocol.map', value: map },
  ].map((setting) => ({ ...setting, source: 'static' as const }));
  return { model, answer };
}

async function driftWith(
  change: (answer: readonly SettingInForce[]) => readonly SettingInForce[],
): Promise<readonly string[]> {
  const { model, answer } = await started();
  const live = withSettingsInForce(model, new Map([['broker-1', change(answer)]]));
  return inShort(diffModels({ before: model, after: live, labels: ['a', 'live'], isLive: true }));
}

it('nothing differs in a broker that has what its files say, and defaults are no difference', async () => {
  expect(await driftWith((answer) => answer)).toEqual([]);
  const defaults = { name: 'compression.gzip.level', value: '-1', source: 'default' } as const;
  expect(await driftWith((answer) => [...answer, defaults])).toEqual([]);
  // Kafka gives both names of the id.
  const synonym = { name: 'broker.id', value: '1', source: 'static' } as const;
  expect(await driftWith((answer) => [...answer, synonym])).toEqual([]);
});

it('what a broker reads from elsewhere when it starts is no difference', async () => {
  const { model, answer } = await started();
  const written = {
    ...model,
    groups: model.groups.map((group) => ({
      ...group,
      facts: [
        ...group.facts,
        {
          kind: 'setting',
          name: 'background.threads',
          fields: { value: '${file:/etc/own.properties:threads}' },
        },
      ],
    })),
  } as TopologyModel;
  const now = { name: 'background.threads', value: '3', source: 'static' } as const;
  const live = withSettingsInForce(written, new Map([['broker-1', [...answer, now]]]));
  expect(inShort(diffModels({ before: written, after: live, labels: ['a', 'live'], isLive: true }))).toEqual(
    [],
  );
});

it('a dynamic value wins over the file, by whichever default it was set', async () => {
  const { model, answer } = await started();
  for (const [source, origin, entity] of [
    ['dynamic broker', 'dynamic broker config', '--entity-name 1'],
    ['dynamic default', 'dynamic default broker config', '--entity-default'],
  ] as const) {
    const live = withSettingsInForce(
      model,
      new Map([['broker-1', [...answer, { name: 'log.retention.ms', value: '60000', source }]]]),
    );
    const { changes } = diffModels({ before: model, after: live, labels: ['a', 'live'], isLive: true });
    expect(changes).toMatchObject([{ name: 'log.retention.ms', after: '60000', origin }]);
    const texts = changes[0]?.consequences.map(({ text }) => text).join('\n');
    expect(texts).toContain(`${entity} --delete-config log.retention.ms takes it back`);
  }
});

it('a file that was edited since the start is told as what comes at the next start', async () => {
  const edited = (answer: readonly SettingInForce[]): readonly SettingInForce[] =>
    answer.map((one) => (one.name === 'num.io.threads' ? { ...one, value: '7' } : one));
  expect(await driftWith(edited)).toEqual([
    'broker-1: setting num.io.threads at next start none -> 2',
    'broker-1: setting num.io.threads 2 -> 7',
  ]);
});

it('a dynamic value of what a file says otherwise stays at the next start', async () => {
  const set = (answer: readonly SettingInForce[]): readonly SettingInForce[] =>
    answer.map((one) =>
      one.name === 'num.io.threads' ? { ...one, value: '9', source: 'dynamic broker' } : one,
    );
  expect(await driftWith(set)).toEqual(['broker-1: setting num.io.threads 2 -> 9']);
});

it('a broker that nobody asked stays as its files say', async () => {
  const { model } = await started();
  expect(inShort(diffOf(model, withSettingsInForce(model, new Map())))).toEqual([]);
});

it('a variable that compose completes is any value in what runs', () => {
  const model = (value: string): TopologyModel => ({
    target: 'compose',
    groups: [{ id: 'broker-1', isNode: true, facts: [{ kind: 'port', name: 'DOCKER', fields: { value } }] }],
  });
  const differs = (before: string, after: string): number =>
    diffModels({ before: model(before), after: model(after), labels: ['a', 'live'], isLive: true }).changes
      .length;
  expect(differs('${KLAB_DOCKER_BIND:-127.0.0.1}:29092', '172.17.0.1:29092')).toBe(0);
  expect(differs('${KLAB_DOCKER_BIND:-127.0.0.1}:29092', '172.17.0.1:29093')).toBe(1);
  expect(differs('127.0.0.1:29092', '172.17.0.1:29092')).toBe(1);
});

it('where a broker was told to look for a dynamic quorum when it started is no change of it', async () => {
  const sought = { name: 'controller.quorum.bootstrap.servers', value: 'gone:1', source: 'static' } as const;
  expect(await driftWith((answer) => [...answer, sought])).toEqual([]);
});
