import { expect, it, describe } from 'vitest';
import { authorityChecked } from '../../../../../src/checks/kafka/security/authority-checked.ts';
import { certificatesRequired } from '../../../../../src/checks/kafka/security/certificates-required.ts';
import { namesChecked } from '../../../../../src/checks/kafka/security/names-checked.ts';
import { nodesEncrypted } from '../../../../../src/checks/kafka/security/nodes-encrypted.ts';
import { passwordsChecked } from '../../../../../src/checks/kafka/security/passwords-checked.ts';
import { plainTextRefused } from '../../../../../src/checks/kafka/security/plain-text-refused.ts';
import { tokensChecked } from '../../../../../src/checks/kafka/security/tokens-checked.ts';
import type { CheckContext, SmokeCheck } from '../../../../../src/checks/kit/check.ts';
import { WireFailure, type WireFailureKind } from '../../../../../src/client/wire/wire-failure.ts';
import type { ClientIdentity, ClientSecurity } from '../../../../../src/cluster/access.ts';
import { RuntimeError } from '../../../../../src/errors.ts';
import {
  KafkaCluster,
  Topology,
  ControllerQuorum,
  type KafkaClusterProps,
} from '../../../../../src/index.ts';

type Security = NonNullable<KafkaClusterProps['security']>;
type As = ClientSecurity | 'plain' | undefined;
type Ask = (node: string, listener: string, as: As) => Promise<unknown>;

const byTokens: Security = {
  external: { protocol: 'SASL_SSL', mechanism: 'OAUTHBEARER' },
  superUsers: ['admin'],
};
const byPasswords: Security = { superUsers: ['admin'] };
const openly: Security = { external: { protocol: 'PLAINTEXT' }, internal: { protocol: 'PLAINTEXT' } };

function resolved(security: Security): ReturnType<Topology['resolve']> {
  const topology = new Topology('three', { summary: 'three brokers' });
  const metadata = new ControllerQuorum(topology, 'controllers');
  new KafkaCluster(topology, 'kafka', { metadata, brokers: 3, security });
  return topology.resolve();
}

/** What klab says to a listener, with what shows as whom it comes. */
function saidAs({ tokenSeconds = 600 }: ClientIdentity = {}, security: Security): ClientSecurity {
  const tls = { ca: 'ours', cert: 'own', key: () => 'key' };
  if (security === byTokens) {
    return { tls, sasl: { mechanism: 'OAUTHBEARER', token: async () => `header.${tokenSeconds}.signature` } };
  }
  return { tls, sasl: { mechanism: 'SCRAM-SHA-512', username: 'klab', password: () => 'right' } };
}

/** Runs a check on a cluster whose listeners answer like that. */
async function run(check: SmokeCheck, ask: Ask, security = byPasswords): Promise<string> {
  const topology = resolved(security);
  const clientSecurity = (_: unknown, as?: ClientIdentity): ClientSecurity => saidAs(as, security);
  const cluster = { topology, instance: { topology, runtime: 'local', clientSecurity }, probeListener: ask };
  const context = { cluster, note() {}, signal: new AbortController().signal };
  return await check.run(context as unknown as CheckContext);
}

/** Listeners that refuse whoever comes, as that. */
function refusing(kind: WireFailureKind): Ask {
  return (node) => Promise.reject(new WireFailure(kind, 'no', false, node));
}

const cases = [
  { check: plainTextRefused, kind: 'ssl-required', where: '3 listeners: EXTERNAL (host)' },
  {
    check: nodesEncrypted,
    kind: 'ssl-required',
    where: '6 listeners: INTERNAL (cluster), CONTROLLER (quorum)',
  },
  { check: authorityChecked, kind: 'unknown-ca', where: '3 listeners: EXTERNAL (host)' },
  { check: namesChecked, kind: 'name-mismatch', where: '3 listeners: EXTERNAL (host)' },
  {
    check: certificatesRequired,
    kind: 'client-certificate-refused',
    where: '6 listeners: INTERNAL (cluster), CONTROLLER (quorum)',
  },
  { check: passwordsChecked, kind: 'sasl-authentication-failed', where: '3 listeners: EXTERNAL (host)' },
  {
    check: tokensChecked,
    kind: 'sasl-authentication-failed',
    where: '3 listeners: EXTERNAL (host)',
    security: byTokens,
  },
] as const;

describe.each(cases)('$check.name', ({ check, kind, where, ...rest }) => {
  const security = 'security' in rest ? rest.security : byPasswords;

  it('holds where all of its listeners refuse, as that', async () => {
    expect(await run(check, refusing(kind), security)).toMatch(
      new RegExp(`refused \\(${kind}\\) at ${where.replaceAll(/[()]/g, '\\$&')}$`),
    );
  });

  it('does not where one lets everybody in', async () => {
    const ask: Ask = (node, listener, as) =>
      node === 'broker-2' ? Promise.resolve({}) : refusing(kind)(node, listener, as);
    await expect(run(check, ask, security)).rejects.toThrow(/^broker-2 \w+ and .*: let in/);
  });

  it('does not where one does not say why, or does not answer', async () => {
    await expect(run(check, refusing('refused'), security)).rejects.toThrow(
      `not refused as ${kind}, but refused: no`,
    );
    await expect(run(check, refusing('closed'), security)).rejects.toThrow(
      `not refused as ${kind}, but closed: no`,
    );
  });

  it('is about nothing where listeners speak plain text to everybody', () => {
    const topology = resolved(openly);
    expect(check.security!.isThere(topology, topology.security!)).toBe(false);
    const own = resolved(security);
    expect(check.security!.isThere(own, own.security!)).toBe(true);
  });
});

it('hears a refusal that a connection took along at the second try', async () => {
  const asked = new Map<string, number>();
  const ask: Ask = (node, listener, as) => {
    const times = (asked.get(node) ?? 0) + 1;
    asked.set(node, times);
    return refusing(times === 1 ? 'closed' : 'ssl-required')(node, listener, as);
  };
  await expect(run(plainTextRefused, ask)).resolves.toMatch(/^plain text refused/);
});

it('tells what is refused elsewhere, and what is an answer of another kind', async () => {
  const cause = new WireFailure('ssl-required', 'no', false);
  const wrapped: Ask = () =>
    Promise.reject(new RuntimeError('client', 'not reached from a container', { cause }));
  await expect(run(plainTextRefused, wrapped)).resolves.toMatch(/^plain text refused/);
  const answered: Ask = () => Promise.reject(new RuntimeError('client', 'did not describe the cluster: 114'));
  await expect(run(nodesEncrypted, answered)).rejects.toThrow('let in');
});

it('comes as whom it says', async () => {
  const said: As[] = [];
  const ask =
    (kind: WireFailureKind): Ask =>
    (node, listener, as) => {
      if (node === 'broker-1' && listener !== 'CONTROLLER') said.push(as);
      return refusing(kind)(node, listener, as);
    };
  await run(plainTextRefused, ask('ssl-required'));
  await run(authorityChecked, ask('unknown-ca'));
  await run(namesChecked, ask('name-mismatch'));
  await run(certificatesRequired, ask('client-certificate-refused'));
  await run(passwordsChecked, ask('sasl-authentication-failed'));
  const [plain, distrusting, looking, bare, wrong, unknown] = said as ClientSecurity[];
  expect(plain).toBe('plain');
  expect(distrusting!.tls!.ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
  expect(looking!.tls).toMatchObject({ ca: 'ours', brokerName: 'klab-elsewhere.invalid' });
  expect(bare!.tls).toEqual({ ca: 'ours' });
  expect(wrong!.sasl).toMatchObject({ username: 'klab' });
  expect(unknown!.sasl).toMatchObject({ username: 'klab-nobody' });
  const passwords = [wrong, unknown].map(
    (one) => one!.sasl?.mechanism === 'SCRAM-SHA-512' && one!.sasl.password(),
  );
  expect(passwords).not.toContain('right');

  const tokens: As[] = [];
  await run(
    tokensChecked,
    (node, listener, as) => {
      if (node === 'broker-1') tokens.push(as);
      return refusing('sasl-authentication-failed')(node, listener, as);
    },
    byTokens,
  );
  const shown = (tokens as ClientSecurity[]).map(
    async ({ sasl }) => sasl?.mechanism === 'OAUTHBEARER' && (await sasl.token()),
  );
  expect(await Promise.all(shown)).toEqual(['header.-600.signature', 'header.600.Aignature']);
});
