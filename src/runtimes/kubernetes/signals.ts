/**
 * Signals to a node's JVM, sent from within its pod: its processes share a namespace in which the JVM is not process 1,
 * so they are as real as on a host.
 */
import { createInterface } from 'node:readline';
import { RuntimeError, type LabError } from '../../errors.ts';
import { kubectlError } from './kubectl-errors.ts';
import { kubectlStream, type KubectlPlace } from './kubectl.ts';

/** Where a JVM is. */
export interface JvmPlace {
  readonly place: KubectlPlace;
  readonly pod: string;
  readonly container: string;
}

/** A busy machine starts a process in a pod within seconds. */
const sessionTimeoutMs = 30_000;

/**
 * Finds the JVM without ps or pgrep, which images need not have. Images start short-lived JVMs too, which come later and
 * so have higher numbers; one that is to come is waited for.
 */
const findJvm = `
jvm() {
  for file in /proc/[0-9]*/comm; do
    name=; read -r name <"$file" && [ "$name" = java ] || continue
    number=\${file//[!0-9]/}; [ -z "$pid" ] || [ "$number" -lt "$pid" ] && pid=$number
  done 2>/dev/null
  [ -n "$pid" ]
}`;

const noJvm = 'no JVM';

const awaitJvm = `${findJvm}
for try in {1..50}; do jvm && break; sleep 0.1; done
[ -n "$pid" ] || { echo '${noJvm}' >&2; exit 1; }`;

/** \`T\` is a stopped process (proc(5), /proc/pid/stat). */
const printState = `${findJvm}
jvm || exit 0
read -r stat <"/proc/$pid/stat" && stat=\${stat##*) } && echo "\${stat%% *}"`;

/** Whoever holds the other end may go away: a JVM that is not to die goes on then. */
const freezeAndKill = `${awaitJvm}
kill -STOP "$pid" && echo frozen || exit 1
if read -r; then kill -KILL "$pid"; else kill -CONT "$pid"; exit 1; fi
while [ -e "/proc/$pid" ]; do sleep 0.02; done; echo dead`;

/** Freezes a JVM, or lets it go on. */
export async function signalJvm(jvm: JvmPlace, signal: 'STOP' | 'CONT'): Promise<void> {
  const outcome = await session(jvm, `${awaitJvm}\nkill -${signal} "$pid"`);
  if (outcome.exitCode !== 0) throw failed(jvm, outcome);
}

/** Whether a JVM runs, and whether it is frozen; \`undefined\` when there is none, or no machine that answers. */
export async function jvmState(jvm: JvmPlace, timeoutMs: number): Promise<'running' | 'paused' | undefined> {
  const outcome = await session(jvm, printState, { timeoutMs });
  if (/forbidden/i.test(outcome.stderr)) throw failed(jvm, outcome);
  const [state] = outcome.stdout.trim();
  if (state === undefined) return undefined;
  return state === 'T' ? 'paused' : 'running';
}

/**
 * Kills a JVM that was frozen first: what is done meanwhile can neither be noticed by it nor make it end in order.
 * @param whileFrozen the JVM goes on when this fails.
 */
export async function killJvm(jvm: JvmPlace, whileFrozen: () => Promise<void>): Promise<void> {
  let failure: unknown;
  const outcome = await session(jvm, freezeAndKill, {
    async onLine(line, input) {
      if (line !== 'frozen') return;
      try {
        await whileFrozen();
        input.write('kill\n');
      } catch (error) {
        failure = error;
      }
      input.end();
    },
  });
  if (failure !== undefined) throw failure;
  // With its main process a container ends whole, this session too.
  const killedAlong = outcome.exitCode === 137 && outcome.stdout.startsWith('frozen');
  if (!killedAlong && !outcome.stdout.includes('dead')) throw failed(jvm, outcome);
}

interface SessionOptions {
  readonly timeoutMs?: number;
  readonly onLine?: (line: string, input: NodeJS.WritableStream) => Promise<void>;
}

interface SessionOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function session(
  { place, pod, container }: JvmPlace,
  script: string,
  { timeoutMs = sessionTimeoutMs, onLine }: SessionOptions = {},
): Promise<SessionOutcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const command = ['--container', container, '--', 'bash', '-c', script];
  const child = kubectlStream(place, ['exec', '--stdin', pod, ...command], timeout);
  // A session that ended has no input any more, which its exit code tells better.
  child.stdin.on('error', () => undefined);
  if (onLine === undefined) child.stdin.end();
  else createInterface({ input: child.stdout }).on('line', (line) => void onLine(line, child.stdin));
  const { exitCode, stdout, stderr } = await child;
  if (timeout.aborted) return { exitCode: null, stdout, stderr: `no answer within ${timeoutMs} ms` };
  return { exitCode, stdout, stderr };
}

function failed({ pod, place }: JvmPlace, outcome: SessionOutcome): LabError {
  const said = outcome.stderr.trim().split('\n')[0];
  if (outcome.exitCode === 1 && said === noJvm) {
    return new RuntimeError('node-state', `${pod} runs, but no JVM in it`);
  }
  return kubectlError(`kubectl exec ${pod}`, outcome, place.context);
}
