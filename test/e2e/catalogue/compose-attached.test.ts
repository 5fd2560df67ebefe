/** Clusters of others in containers, beyond one of KRaft: ZooKeeper, two clusters with one id, addresses for containers alone. */
import { afterEach, expect, it } from 'vitest';
import { NotYet, waitFor } from '../../../src/wait.ts';
import { docker } from '../../support/docker.ts';
import { klab } from '../../support/klab.ts';
import {
  kraftFromZero,
  onTheHostsNetwork,
  othersProject,
  zooKeeperStack,
  type OthersProject,
} from '../../support/others-compose.ts';

const portOffset = 2_900;
const firstPort = 12_042;
let projects: OthersProject[] = [];
afterEach(async () => {
  await klab('detach', 'theirs');
  for (const one of projects) await one[Symbol.asyncDispose]();
  projects = [];
});

async function bringUp(...args: Parameters<typeof othersProject>): Promise<OthersProject> {
  const project = await othersProject(...args);
  projects.push(project);
  return project;
}

/** Waits until attaching says so. */
async function attaching(words: string, ...args: string[]): Promise<string> {
  return await waitFor({ what: `attach to say "${words}"`, timeoutMs: 120_000 }, async () => {
    const { output } = await klab('attach', 'theirs', ...args);
    return output.includes(words) ? output : new NotYet(output);
  });
}

it('of three brokers and three ZooKeeper servers, each of which can be killed', async () => {
  const { containers, file } = await bringUp('klab-e2e-stack', zooKeeperStack(portOffset));
  const said = await attaching('3 brokers', '--compose', file);
  expect(said).not.toContain('neither its address');
  const before = await containers();
  for (const [node, container] of [
    ['zookeeper-2', 'klab-e2e-stack-zoo2-1'],
    ['broker-3', 'klab-e2e-stack-kafka3-1'],
  ] as const) {
    expect(await klab('kill', 'theirs', node, '--yes')).toMatchObject({ code: 0 });
    expect(await docker('inspect', container, '--format', '{{.State.Status}}')).toBe('exited');
    expect(await klab('start', 'theirs', node)).toMatchObject({ code: 0 });
  }
  expect(await klab('isolate', 'theirs', 'broker-1', '--yes')).toMatchObject({ code: 0 });
  expect(await klab('heal', 'theirs', 'broker-1')).toMatchObject({ code: 0 });
  expect(await containers()).toEqual(before);
});

it('of which two stand in one place with one id are told apart, and one is asked for', async () => {
  const [one, other] = [firstPort, firstPort + 30].map((port) => kraftFromZero(port));
  // The same file twice, as somebody copies it: on a network of its own, and under other service names.
  const copy = Object.fromEntries(
    Object.entries(other!).map(([name, service]) => [
      `copy-${name}`,
      JSON.parse(
        JSON.stringify(service)
          .replaceAll(/(\d)@(\w+):/g, '$1@copy-$2:')
          .replaceAll(/INSIDE:\/\/(\w+):/g, 'INSIDE://copy-$1:'),
      ) as object,
    ]),
  );
  await bringUp('klab-e2e-two', { ...one!, ...copy });
  const asked = await attaching('there are 2 clusters', '--compose', 'klab-e2e-two');
  expect(asked).toContain('of brokers 0, 1, 2 (--bootstrap 127.0.0.1:12');
  const named = ['--compose', 'klab-e2e-two', '--bootstrap', `localhost:${firstPort + 30}`];
  await attaching('3 brokers that vote', ...named);
  const { output } = await klab('status', 'theirs');
  expect(output).toContain('klab-e2e-two-copy-alpha-1');
  expect(output).not.toContain('klab-e2e-two-alpha-1');
});

it('whose brokers advertise what containers alone reach: from where, and what to set', async () => {
  const [first] = Object.entries(kraftFromZero(firstPort));
  const [name, service] = first as [string, { environment: Record<string, string> }];
  const environment = {
    ...service.environment,
    KAFKA_CONTROLLER_QUORUM_VOTERS: `0@${name}:9093`,
    KAFKA_ADVERTISED_LISTENERS: `INSIDE://${name}:19092,OUTSIDE://${name}:${firstPort}`,
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  };
  await bringUp('klab-e2e-inside', { [name]: { ...service, environment } });
  const said = await attaching(
    `advertises ${name}:${firstPort}`,
    '--containers',
    `klab-e2e-inside-${name}-1`,
  );
  expect(said).toContain('containers of network klab-e2e-inside_default reach it there');
  expect(said).toContain('advertised.listeners of broker 0 needs a listener for clients here');
});

it('on the network of the host, where nothing is published and nothing can be cut off', async () => {
  const { containers } = await bringUp('klab-e2e-host', onTheHostsNetwork(firstPort + 60));
  const said = await attaching('2 brokers', '--compose', 'klab-e2e-host');
  expect(said).not.toContain('neither its address');
  const before = await containers();
  for (const node of ['zookeeper-1', 'broker-2']) {
    expect(await klab('kill', 'theirs', node, '--yes')).toMatchObject({ code: 0 });
    expect(await klab('start', 'theirs', node)).toMatchObject({ code: 0 });
  }
  const isolated = await klab('isolate', 'theirs', 'broker-1', '--yes');
  expect(isolated.output).toMatch(/cannot be cut off: container \S+ is on no network/);
  expect((await klab('status', 'theirs')).output).toMatch(/cut a node off +no/);
  expect(await containers()).toEqual(before);
});
