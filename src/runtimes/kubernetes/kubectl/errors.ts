/** What a failed kubectl command means for the person who must act, told by its words. */
import { exitCodes, LabError, RuntimeError, UsageError } from '../../../errors.ts';
import { endInWords } from '../../host/process.ts';
import { missingRight } from './missing-right.ts';

/** How a command ended. */
export interface KubectlOutcome {
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** How kubectl and Go's network library say that nobody answers (kubectl/pkg/cmd/util/helpers.go, checkErr). */
const unreachable =
  /unable to connect to the server|the connection to the server .* was refused|was refused - did you specify|i\/o timeout|connection refused|connection reset|no such host|tls handshake timeout|client\.timeout exceeded|context deadline exceeded|server is currently unable|server was unable to return a response|unexpected EOF|error dialing backend|etcdserver:/i;

/** @param command its words, such as `kubectl apply`. @param context of kubectl's configuration that was used. */
export function kubectlError(
  command: string,
  { exitCode, stderr }: KubectlOutcome,
  context?: string,
): LabError {
  const said = spoken(stderr);
  const last = said.at(-1) ?? endInWords(exitCode);
  if (exitCode === 127 && /kubectl: (command )?not found/.test(stderr)) {
    const message =
      'kubectl is not on PATH; install it (https://kubernetes.io/docs/tasks/tools), or use --on local';
    return new RuntimeError('tool-missing', message, { exitCode: exitCodes.usage });
  }
  if (/context was not found for specified context|context "[^"]*" does not exist/.test(stderr)) {
    return new UsageError(`kubectl knows no context "${context}"; see kubectl config get-contexts`);
  }
  const unheardOf = /cannot locate context (\S+)/.exec(stderr)?.[1];
  if (unheardOf !== undefined)
    return new UsageError(`kubectl knows no context "${unheardOf}"; see kubectl config get-contexts`);
  const where = context === undefined ? '' : ` of context ${context}`;
  if (/\(Unauthorized\)|must be logged in to the server/.test(stderr)) {
    return new RuntimeError(
      'cluster-refused',
      `the API server${where} does not know who asks; log in to it again`,
      { details: said },
    );
  }
  const lacking = missingRight(stderr, context);
  if (lacking !== undefined) return lacking;
  if (
    unreachable.test(stderr) &&
    !/^Error from server \((?!Timeout|ServiceUnavailable|InternalError)/m.test(stderr)
  ) {
    return new RuntimeError(
      'cluster-unavailable',
      `the API server${where} does not answer: ${unreachableReason(last)}`,
      { details: said.slice(0, -1) },
    );
  }
  return new RuntimeError('cluster-refused', `"${command}" failed: ${plainReason(last)}`, {
    details: said.slice(0, -1),
  });
}

/** True for an error which says that an object is not there. */
export function isNotFound(error: unknown): boolean {
  if (!(error instanceof LabError) || error.code !== 'cluster-refused') return false;
  return [error.message, ...error.details].some((line) => /\(NotFound\)|\bnot found$/.test(line));
}

/** Lines for people: the client's own log of its tries and warnings say nothing that the last line does not. */
function spoken(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => line !== '' && !/^[EWI]\d{4} \d\d:\d\d:\d\d/.test(line) && !line.startsWith('Warning: '),
    );
}

function unreachableReason(line: string): string {
  return line
    .replace(/^error: /i, '')
    .replace(/^Unable to connect to the server: /, '')
    .replace(
      /^The connection to the server (\S+) was refused.*$/,
      '$1 refuses connections; see whether the cluster runs',
    );
}

/** Without the file that was applied, and without who says it. */
function plainReason(line: string): string {
  return line.replace(/^Error from server \((?!NotFound)\w+\): /, '').replace(/^error: /i, '');
}
