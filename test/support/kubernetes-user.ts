/** A user of one namespace who may do what a test says, and nothing else. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../src/package-root.ts';
import { NotYet, waitFor } from '../../src/wait.ts';
import { withEnvironment } from './docker.ts';
import { kubectl, type SharedKind } from './kubernetes.ts';

/** One rule of a role (Kubernetes API, rbac v1). */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** @default every object */
  readonly resourceNames?: readonly string[];
}

/** The context that the user has. */
export const userContext = 'administered';

/** A user, and the namespace that is all they may look into. */
export interface NamespaceUser extends AsyncDisposable {
  readonly name: string;
  /** What kubectl is given to look into the namespace as its administrator, whoever the process is. */
  readonly admin: readonly string[];
  /** Gives them exactly these rules. */
  allow(rules: readonly Rule[]): Promise<void>;
  /** Runs work, and whatever processes it starts, as this user. */
  as<T>(work: () => Promise<T>): Promise<T>;
}

/** Rules of the roles in docs/, by role. */
export async function documentedRoles(): Promise<Readonly<Record<string, readonly Rule[]>>> {
  const text = await readFile(join(packageRoot(), 'docs', 'kubernetes-rights.yaml'), 'utf8');
  const roles = parseAllDocuments(text).map(
    (document) => document.toJS() as { metadata: { name: string }; rules: readonly Rule[] },
  );
  return Object.fromEntries(roles.map(({ metadata, rules }) => [metadata.name, rules]));
}

/** Makes a namespace and its user, whose context names that namespace. */
export async function namespaceUser({ context }: SharedKind, namespace: string): Promise<NamespaceUser> {
  const account = 'klab-user';
  const name = `system:serviceaccount:${namespace}:${account}`;
  const dir = await mkdtemp(join(tmpdir(), 'klab-user-'));
  const config = join(dir, 'config');
  const adminConfig = join(dir, 'admin');
  const view = ['config', 'view', '--raw', '--minify', '--flatten', '--output', 'json'];
  const text = await kubectl(...view, '--context', context);
  await writeFile(adminConfig, text);
  const there = ['--kubeconfig', adminConfig, '--context', context, '--namespace', namespace];
  await kubectl(...there, 'create', 'namespace', namespace);
  await kubectl(...there, 'create', 'serviceaccount', account);
  const token = await kubectl(...there, 'create', 'token', account);
  const known = JSON.parse(text) as { clusters: { name: string }[] };
  const user = {
    ...known,
    users: [{ name: account, user: { token } }],
    contexts: [
      { name: userContext, context: { cluster: known.clusters[0]!.name, user: account, namespace } },
    ],
    'current-context': userContext,
  };
  await writeFile(config, JSON.stringify(user));

  const applied = async (objects: readonly object[]): Promise<void> => {
    const child = promisify(execFile)('kubectl', [...there, 'apply', '--filename', '-']);
    child.child.stdin?.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    await child;
  };
  let round = 0;
  return {
    name,
    admin: there,
    async allow(rules) {
      const rbac = 'rbac.authorization.k8s.io';
      // Something that only this round has tells when the server has heard of it.
      const mark: Rule = {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [`round-${++round}`],
        verbs: ['get'],
      };
      const metadata = { name: 'klab-test', namespace };
      const roleRef = { apiGroup: rbac, kind: 'Role', name: 'klab-test' };
      const subjects = [{ kind: 'ServiceAccount', name: account, namespace }];
      await applied([
        { apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules: [...rules, mark] },
        { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects },
      ]);
      const ask = [...there, 'auth', 'can-i', 'get', `secrets/round-${round}`, '--as', name];
      await waitFor({ what: 'the server to know the rules', timeoutMs: 60_000 }, async () =>
        (await kubectl(...ask).catch(() => 'no')) === 'yes' ? true : new NotYet('it does not'),
      );
    },
    as: async (work) => withEnvironment({ KUBECONFIG: config }, work),
    async [Symbol.asyncDispose]() {
      await kubectl(...there, 'delete', 'namespace', namespace, '--ignore-not-found');
      await rm(dir, { recursive: true });
    },
  };
}
