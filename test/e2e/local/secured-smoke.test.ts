/** The smoke checks of security on a real cluster of three: all pass and leave nothing; each is broken once and says what is wrong. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckResult } from '../../../src/checks/kit/check.ts';
import { runChecks, type RunChecksOptions } from '../../../src/checks/run-checks.ts';
import { createKafka, withAdmin } from '../../../src/client/kafkajs/kafka.ts';
import { waitUntilReady } from '../../../src/client/topics/readiness.ts';
import { describeBroker } from '../../../src/client/wire/describe-cluster.ts';
import { alterScramCredentials } from '../../../src/client/wire/users/alter-scram-credentials.ts';
import { createAcls } from '../../../src/client/wire/users/create-acls.ts';
import { deleteAcls } from '../../../src/client/wire/users/delete-acls.ts';
import type { RunningCluster } from '../../../src/cluster/running-cluster.ts';
import { InterruptedError } from '../../../src/errors.ts';
import { ControllerQuorum, KafkaCluster, Topology, type KafkaClusterProps } from '../../../src/index.ts';
import { scramUsersOf, secretsOf } from '../../../src/runtimes/secrets/secrets.ts';
import { issueCertificate } from '../../../src/runtimes/secrets/certificates.ts';
import { localRuntime } from '../../../src/runtimes/local/local-runtime.ts';
import { takeDown } from '../../../src/runtimes/up/down.ts';
import { bindingsOf, type AclBinding } from '../../../src/kafka/security/users.ts';
import { testCluster, type TestCluster } from '../../support/cluster.ts';

type Security = NonNullable<KafkaClusterProps['security']>;

const portOffset = 11_120;
const shop = { name: 'shop', acls: [{ topic: 'orders', operations: ['Read', 'Write'] }] } as const;
const byDefault: Security = { users: [shop], superUsers: ['admin'] };

/** Those that look at security alone, and take a second. */
const refusals = [
  'plain-text-refused',
  'nodes-encrypted',
  'authority-checked',
  'names-checked',
  'certificates-required',
  'passwords-checked',
] as const;

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await testCluster(securedOne(byDefault), { portOffset });
});
afterAll(() => cluster[Symbol.asyncDispose]());
afterEach(() => vi.unstubAllEnvs());

function securedOne(
  security: Security,
  props: Partial<KafkaClusterProps> = {},
): ReturnType<Topology['resolve']> {
  const topology = new Topology('secured-three', { summary: 'secured brokers' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, security, ...props });
  return topology.resolve();
}

/** Runs one check, which must leave no rule, whatever was broken. */
async function runOne(
  name: string,
  { on, ...options }: RunChecksOptions & { on?: Partial<RunningCluster> } = {},
): Promise<Pick<CheckResult, 'outcome' | 'detail'>> {
  const before = await rulesIn();
  const [result, ...others] = await runChecks({ ...cluster, ...on }, { only: [name], ...options });
  expect(others).toEqual([]);
  expect(await rulesIn()).toEqual(before);
  const { outcome, detail } = result!;
  return { outcome, detail };
}

/** Every rule, as `User:shop Read orders`. */
async function rulesIn(): Promise<readonly string[]> {
  const any = 1;
  const { resources } = await withAdmin(createKafka({ access: cluster }), (admin) =>
    admin.describeAcls({ resourceType: any, resourcePatternType: any, operation: any, permissionType: any }),
  );
  return resources
    .flatMap(({ resourceName, acls }) =>
      acls.map(({ principal, operation }) => `${principal} ${operation} ${resourceName}`),
    )
    .toSorted();
}

/** A rule that somebody has made by hand. */
function ruleFor(user: string, topic: string): readonly AclBinding[] {
  return bindingsOf([{ name: user, acls: [{ topic, operations: ['Read'] }] }]);
}

it('are all proved on a healthy cluster, which is left as it was', async () => {
  const results = await runChecks(cluster);
  expect(results.filter(({ outcome, lacks }) => outcome !== 'passed' && lacks === undefined)).toEqual([]);
  expect(results.filter(({ lacks }) => lacks === 'security').map(({ name }) => name)).toEqual([
    'tokens-checked',
  ]);
  expect(await rulesIn()).toEqual(['User:shop 3 orders', 'User:shop 4 orders']);
});

describe('a check that is broken on purpose', () => {
  it.each(refusals)('%s: listeners that let in whoever comes', async (name) => {
    const probeListener: RunningCluster['probeListener'] = (node, listener) =>
      cluster.probeListener(node, listener === 'CONTROLLER' ? 'INTERNAL' : listener);
    const { outcome, detail } = await runOne(name, { on: { probeListener } });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^broker-\d \w+ and .*: let in; .*/);
  });

  it.each(['authority-checked', 'names-checked'])('%s: clients that take every certificate', async (name) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { outcome, detail } = await runOne(name);
    expect(outcome).toBe('failed');
    expect(detail).toMatch(/^broker-1 EXTERNAL and brokers .*: let in; /);
  });

  it('names-checked: a broker whose certificate is for any other name too', async () => {
    const { dir } = secretsOf(cluster.instance.id);
    const keystore = join(dir, 'broker-2.keystore.pem');
    const own = await readFile(keystore, 'utf8');
    const [certificate, key] = await Promise.all(
      ['ca.pem', 'ca.key'].map((name) => readFile(join(dir, name), 'utf8')),
    );
    const addresses = ['127.0.0.1', 'broker-2', 'klab-elsewhere.invalid'];
    const authority = { certificate: certificate!, key: key! };
    const everywhere = await issueCertificate(authority, { name: 'broker-2', addresses });
    try {
      await writeFile(keystore, `${everywhere.key}${everywhere.certificate}${certificate}`);
      await restart('broker-2');
      expect(await runOne('names-checked')).toEqual({
        outcome: 'failed',
        detail: 'broker-2 EXTERNAL and brokers that are looked for as klab-elsewhere.invalid: let in',
      });
    } finally {
      await writeFile(keystore, own);
      await restart('broker-2');
    }
  });

  it('users-let-in: a user whose password is gone', async () => {
    const { security } = cluster.topology;
    const passwords = scramUsersOf(secretsOf(cluster.instance.id), security!);
    await alterScramCredentials(cluster, [], [{ user: 'shop', mechanism: 'SCRAM-SHA-512' }]);
    try {
      const { outcome, detail } = await runOne('users-let-in');
      expect(outcome).toBe('failed');
      expect(detail).toMatch(
        /^broker-1 does not let shop in: .* invalid credentials with SASL mechanism SCRAM-SHA-512/,
      );
    } finally {
      await alterScramCredentials(cluster, passwords);
    }
  });

  it('rights-kept: a rule by which everybody sees every topic', async () => {
    const forAll = ruleFor('*', '*');
    await createAcls(cluster, forAll);
    try {
      const { outcome, detail } = await runOne('rights-kept');
      expect(outcome).toBe('failed');
      expect(detail).toMatch(
        /^broker-\d shows klab-smoke-\w+-rights to klab-checks, who has no right to it; /,
      );
    } finally {
      await deleteAcls(cluster, forAll);
    }
  });

  it('super-users-see-all: a super user who is none', async () => {
    const security = { ...cluster.topology.security!, superUsers: ['admin', 'shop'] };
    const { outcome, detail } = await runOne('super-users-see-all', {
      on: { topology: { ...cluster.topology, security } },
    });
    expect(outcome).toBe('failed');
    expect(detail).toMatch(
      /^broker-1 does not show klab-smoke-\w+-super-users to shop: unknown-topic-or-partition; /,
    );
  });
});

it('leaves no rule when it is cut short in the middle of one', async () => {
  const interruption = new AbortController();
  const interrupted = runChecks(cluster, {
    only: ['rights-kept'],
    signal: interruption.signal,
    onNote: (_, text) => {
      if (text === 'writing with a right') interruption.abort();
    },
  });
  await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
  expect(await rulesIn()).toEqual(['User:shop 3 orders', 'User:shop 4 orders']);
});

it('loses with a user of the topology what the user could do, and nothing that was made by hand', async () => {
  await createAcls(cluster, ruleFor('shop', 'by-hand'));
  const asShop = {
    ...cluster.brokers[0]!,
    security: cluster.instance.clientSecurity!('host', { user: 'shop' })!,
  };
  await takeDown(localRuntime, cluster.instance, { keepData: true });
  const till = { name: 'till', acls: [{ topic: 'orders', operations: ['Write'] }] } as const;
  cluster = await testCluster(securedOne({ ...byDefault, users: [till] }), { portOffset });
  expect(await rulesIn()).toEqual(['User:shop 3 by-hand', 'User:till 4 orders']);
  await expect(describeBroker(asShop)).rejects.toMatchObject({ kind: 'sasl-authentication-failed' });
  expect(await runOne('users-let-in')).toEqual({
    outcome: 'passed',
    detail: 'till, admin let in by 3 brokers',
  });
});

async function restart(nodeId: string): Promise<void> {
  await cluster.stop(nodeId);
  await cluster.start(nodeId);
  await waitUntilReady({ topology: cluster.topology, access: cluster, timeoutMs: 120_000 });
}
