/** What a failed docker command means for the person who must act, told by its words. */
import { endInWords } from '../host/process.ts';
import { exitCodes, RuntimeError, UsageError, type LabError } from '../../errors.ts';
import type { DockerEndpoint } from './endpoint.ts';

/** How a docker command ended. */
export interface DockerOutcome {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** An engine's address within a sentence, without the path of a request and the sentence's own end. */
const engineAddress =
  /(?:unix|npipe):\/\/\S+?(?=[.:;]?(?:\s|$))|(?:tcp|ssh|https?):\/\/[^\s"/]+?(?=[.:;]?(?:["/\s]|$))/;

/** How docker and Go's network library say that nobody answers. */
const silent =
  /cannot connect to (the docker|podman)|unable to connect to podman|error during connect|is the docker daemon running|docker desktop is (manually )?paused/i;

/**
 * A connection that was made and came to nothing, since only one side speaks TLS, or does not know the other's certificate.
 * An engine uses the same words of registries, which it answers for.
 */
const tlsTrouble =
  /(?<=error during connect: .*)(?:remote error: )?(?:tls: .*|x509: .*|http: server gave HTTP response to HTTPS client)|(?<=^Error response from daemon: )Client sent an HTTP request to an HTTPS server/im;

/** Said beside what failed, whatever it was. */
const remarks = /^exit status \d+$|^WARNING: |^Emulate Docker CLI using podman/;

/** @param endpoint the engine that was asked, where somebody chose one. @default the one of this host */
export function dockerError(
  args: readonly string[],
  { exitCode, stderr }: DockerOutcome,
  endpoint?: DockerEndpoint,
): LabError {
  // What the command says of itself follows what the engine said.
  const said = stderr.split('\n').filter((line) => line.trim() !== '' && !remarks.test(line));
  if (exitCode === 127 && /docker: (command )?not found/.test(stderr)) {
    const message = 'docker is not on PATH; install Docker Engine or Docker Desktop, or use --on local';
    return new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  }
  const misconfigured = endpointProblem(stderr, endpoint);
  if (misconfigured !== undefined) return misconfigured;
  if (/permission denied while trying to connect|dial unix \S+ connect: permission denied/i.test(stderr)) {
    return new RuntimeError(
      'engine-unavailable',
      'this user may not talk to Docker Engine; join the group docker (then log in again), or set DOCKER_HOST',
      { details: said },
    );
  }
  const where = whereOf(stderr, endpoint);
  const [tls] = tlsTrouble.exec(stderr) ?? [];
  if (tls !== undefined) {
    const fix =
      'set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH where it wants TLS, unset both where it does not';
    return new RuntimeError('engine-unavailable', `Docker Engine${where} is not understood: ${tls}; ${fix}`);
  }
  if (silent.test(stderr)) return noEngine(said, where, endpoint);
  const [versions] = /client version \S+ is too (?:new|old)\b[^,\n]*/.exec(stderr) ?? [];
  if (versions !== undefined) {
    return new RuntimeError(
      'engine-refused',
      `docker and Docker Engine${where} do not understand each other: ${versions.replace(/\.$/, '')}; update the older one, and unset DOCKER_API_VERSION`,
    );
  }
  const reason = (said.at(-1) ?? endInWords(exitCode)).replace(/^Error(?: response from daemon)?: /, '');
  return new RuntimeError('engine-refused', `"${commandOf(args)}" failed: ${reason}`, {
    details: said.slice(0, -1),
  });
}

/** What a command that was given its time means. */
export function noAnswer(
  args: readonly string[],
  timeoutMs: number,
  endpoint?: DockerEndpoint,
): RuntimeError {
  return new RuntimeError(
    'engine-unavailable',
    `Docker Engine${whereOf('', endpoint)} did not finish "${commandOf(args)}" within ${timeoutMs} ms; see whether "docker info" answers, or restart it`,
  );
}

/** Somebody named an engine in a way that docker cannot follow: no engine was asked. */
function endpointProblem(stderr: string, endpoint: DockerEndpoint | undefined): LabError | undefined {
  const [, problem] = /unable to (?:resolve docker endpoint: |(?=parse docker host))(.*)/.exec(stderr) ?? [];
  if (problem === undefined) return undefined;
  const [, file] = /^open (.*\.pem): /.exec(problem) ?? [];
  if (file !== undefined) {
    return new UsageError(
      `docker is to speak TLS (DOCKER_TLS_VERIFY, or its context) and cannot read ${file}; set DOCKER_CERT_PATH to the folder that has it, or unset DOCKER_TLS_VERIFY`,
    );
  }
  const { address = '', chosenBy = 'docker', fix = 'unset DOCKER_HOST' } = endpoint ?? {};
  const named = address === '' ? 'the address of Docker Engine' : `"${address}", chosen by ${chosenBy},`;
  return new UsageError(
    `${named} is not understood: ${problem}; use unix://PATH or tcp://HOST:PORT, or ${fix}`,
  );
}

function noEngine(
  said: readonly string[],
  where: string,
  endpoint: DockerEndpoint | undefined,
): RuntimeError {
  const fix = endpoint?.fix ?? 'set DOCKER_HOST to one that runs';
  const text = said.join('\n');
  // Docker hides behind a host of its own invention which command it ran, and what that said (docker/cli, connhelper).
  const [, ssh] = /stderr=(?:ssh: )?(.*)/.exec(text) ?? [];
  const [invalid] = /(?<=dial tcp: )(address .*: invalid port|lookup .*: no such host)/.exec(text) ?? [];
  const reason = (ssh ?? invalid)?.trim();
  return new RuntimeError(
    'engine-unavailable',
    `Docker Engine does not answer${where}${reason === undefined ? '' : `: ${reason}`}; start it, or ${fix}`,
    { details: reason === undefined ? said.filter((line) => !line.startsWith('Cannot connect to')) : [] },
  );
}

function whereOf(stderr: string, endpoint: DockerEndpoint | undefined): string {
  const address = endpoint?.address ?? engineAddress.exec(stderr)?.[0];
  return address === undefined ? '' : ` at ${address}`;
}

/** The words of a command before its options and names: what a person recognises. */
function commandOf(args: readonly string[]): string {
  const [first = '', second = ''] = args;
  const groups = ['compose', 'container', 'image', 'network', 'volume'];
  if (first === 'compose') return `docker compose ${args.includes('up') ? 'up' : second}`;
  return groups.includes(first) ? `docker ${first} ${second}` : `docker ${first}`;
}
