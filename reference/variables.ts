/** The page of environment variables: what a person may set, which files read it, and a look for what the page leaves out. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { cell, code, page, table } from './markdown.ts';

/** What each variable means; a name that ends with `_` is the beginning of many. */
const meanings: Readonly<Record<string, string>> = {
  KLAB_HOME: 'where instances and caches live; `~/.klab` without',
  KLAB_ON: 'the runtime that a cluster is brought up on where `--on` is not given',
  KLAB_JAVA: 'the home or the executable of the Java that runs brokers; no other is looked for then',
  KLAB_KIND_NODE_IMAGE: "image of the machines of a kind cluster that is made; kind's own without",
  KLAB_MAVEN_REPOSITORY: "where Kafka's jars come from; Maven Central without",
  KLAB_CA_CERT: 'a CA of your own as a PEM file, which signs certificates; together with `KLAB_CA_KEY`',
  KLAB_CA_KEY: 'its key as a PEM file',
  KLAB_PASSWORD_: "with the name of a user behind it: that user's password on secured clusters; made without",
  KLAB_DOCKER_BIND: 'the address at which compose publishes the listener for other containers',
  KLAB_SECRETS: 'read by generated compose files: the folder that holds passwords and certificates',
  KLAB_QUORUM: 'read by generated compose files: the folder that says where a dynamic quorum is',
  JAVA_HOME: 'a Java, looked at after `KLAB_JAVA`',
  SDKMAN_DIR: 'where SDKMAN keeps Javas; they are looked at too',
  PATH: 'where programs and Javas are looked for',
  HOME: 'where SDKMAN and development environments keep Javas, below it',
  DOCKER_HOST: 'the engine to use; it must be on this machine',
  DOCKER_CONTEXT: 'the docker context to use, where `DOCKER_HOST` is not set',
  DOCKER_CONFIG: "the folder of docker's own settings; `~/.docker` without",
  HTTP_PROXY: 'a proxy for jars that are fetched; `http_proxy` comes first',
  HTTPS_PROXY: 'the same for https; `https_proxy` comes first',
  NO_PROXY: 'hosts that are reached without a proxy; `no_proxy` comes first',
  CI: 'where it is set nothing is redrawn in place: each line stays',
  TERM: '`dumb`: nothing is redrawn in place',
};

/** Read by libraries, not by a file of the lab. */
const ofLibraries: Readonly<Record<string, string>> = {
  NO_COLOR: 'where it is set nothing is coloured',
  FORCE_COLOR: 'where it is set colours go to files and pipes too',
};

/** Every variable with its meaning and who reads it. @throws Error naming what is read and left out, or listed and not read */
export function variablesPage(root: string): string {
  const reads = variablesRead(root);
  const missing = [...reads.keys()].filter((name) => !(name in meanings));
  const unread = Object.keys(meanings).filter((name) => !reads.has(name));
  if (missing.length > 0 || unread.length > 0)
    throw new Error(
      `reference/variables.ts: read and not listed: ${missing.join(', ') || 'none'}; listed and not read: ${unread.join(', ') || 'none'}`,
    );
  const own = Object.entries(meanings).map(([name, meaning]) => [
    code(name.endsWith('_') ? `${name}USER` : name),
    cell(meaning),
    (reads.get(name) ?? []).map(code).join(', '),
  ]);
  const foreign = Object.entries(ofLibraries).map(([name, meaning]) => [
    code(name),
    cell(meaning),
    '`picocolors`',
  ]);
  return page(
    'Environment variables',
    '`reference/variables.ts`, which fails where the code reads another,',
    [
      table(['variable', 'meaning', 'read by'], [...own, ...foreign]),
      'What docker, kubectl and kind read themselves (`KUBECONFIG`, `DOCKER_TLS_VERIFY`, `DOCKER_CERT_PATH`) reaches them as it is.',
    ],
  );
}

/** Names as they stand in the code: looked up by name, asked whether they are there, or kept in a constant. */
const patterns = [/\benv\['([A-Za-z_]+)'\]/g, /'([A-Z_]+)' in env\b/g, /'((?:KLAB|JAVA)_[A-Z_]+)'/g];

function variablesRead(root: string): ReadonlyMap<string, readonly string[]> {
  const reads = new Map<string, string[]>();
  for (const folder of ['src', 'scripts'])
    for (const file of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (!file.endsWith('.ts')) continue;
      const path = join(folder, file);
      // What a process sets for itself is no setting of a person's.
      const text = readFileSync(join(root, path), 'utf8').replaceAll(/env\['\w+'\] \??\??= /g, '');
      const names = new Set(
        patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name)),
      );
      for (const name of [...names].map((name) => (name.endsWith('_proxy') ? name.toUpperCase() : name))) {
        const paths = reads.get(name) ?? [];
        if (!paths.includes(path)) reads.set(name, [...paths, path]);
      }
    }
  return reads;
}
