/** Where jars come from: the repository the user names, or the default of a library; no address is written in the lab. */
import { createRequire } from 'node:module';
import type MvnArtifactUrl from 'mvn-artifact-url';
import { EnvHttpProxyAgent } from 'undici';
import { UsageError } from '../../errors.ts';
import { parseCoordinates } from './jar-lock.ts';

// A CommonJS package whose default import is one thing in Node and another in bundlers; required, it is one thing.
const { default: artifactUrl } = createRequire(import.meta.url)('mvn-artifact-url') as typeof MvnArtifactUrl;

/** Environment variable with the base address of a Maven repository. */
export const repositorySetting = 'KLAB_MAVEN_REPOSITORY';

/** A repository as the downloader uses it. */
export interface MavenRepository {
  /** Address of a jar, without user and password. */
  urlOf(coordinates: string): Promise<URL>;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** True when it is a folder of this machine (`file:`). */
  readonly isFolder: boolean;
  /** How to name it to a person: the setting and its value, or that it is not set. Holds no password. */
  readonly description: string;
}

/**
 * The repository that the environment names.
 * @throws UsageError when KLAB_MAVEN_REPOSITORY is not an address
 */
export function mavenRepository(env: NodeJS.ProcessEnv): MavenRepository {
  const setting = env[repositorySetting] ?? '';
  if (setting === '') {
    return {
      urlOf: (coordinates) => urlOf(coordinates),
      headers: {},
      isFolder: false,
      description: `${repositorySetting} is not set`,
    };
  }
  const base = URL.canParse(setting) ? new URL(setting) : undefined;
  if (base === undefined || !['http:', 'https:', 'file:'].includes(base.protocol)) {
    throw new UsageError(
      `${repositorySetting} is '${setting}', which is no address; give the base of a Maven repository that starts with ` +
        `https://, http:// or file:///`,
    );
  }
  const headers = authorization(base);
  base.username = '';
  base.password = '';
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return {
    urlOf: (coordinates) => urlOf(coordinates, base.href),
    headers,
    isFolder: base.protocol === 'file:',
    description: `${repositorySetting} is ${base.href}`,
  };
}

/**
 * A dispatcher that goes through the proxies of the environment.
 * @param env Where http_proxy, https_proxy and no_proxy are read, in either case.
 */
export function proxyDispatcher(env: NodeJS.ProcessEnv): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({
    httpProxy: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    httpsProxy: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    noProxy: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
    // A stalled connection is tried again rather than waited for.
    connectTimeout: 15_000,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
  });
}

async function urlOf(coordinates: string, base?: string): Promise<URL> {
  return new URL(await artifactUrl(parseCoordinates(coordinates), base));
}

/** fetch refuses addresses with a password in them, so it goes into a header. */
function authorization(base: URL): Record<string, string> {
  if (base.username === '') return {};
  const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
