/**
 * Signals to a node's process, sent from within its pod by the shell that every image has: its processes share a namespace
 * in which none of them is process 1, so they are as real as on a host.
 */
import { createInterface } from 'node:readline';
import type { NodeState } from '../../../cluster/node-status.ts';
import { RuntimeError, type LabError } from '../../../errors.ts';
import { kubectlError } from '../kubectl/errors.ts';
import { missingRight } from '../kubectl/missing-right.ts';
import { awaitInput, beginInput, kubectlStream, type KubectlPlace } from '../kubectl/kubectl.ts';

/** Where a node's process is. */
export interface ProcessPlace {
  readonly place: KubectlPlace;
  readonly pod: string;
  readonly container: string;
  /** Whether it is a side service: then it may be any program. */
  readonly isService: boolean;
}

/** A busy machine starts a process in a pod within seconds. */
const sessionTimeoutMs = 30_000;

/**
 * Finds the JVM without ps or pgrep, which images need not have. Images start short-lived JVMs too, which come later and
 * so have higher numbers; one that is to come is waited for.
 */
const findJvm = `
main() {
  for file in /proc/[0-9]*/comm; do
    name=; read -r name <"$file" && [ "$name" = java ] || continue
    number=\${file#/proc/}; number=\${number%/comm}
    [ -z "$pid" ] || [ "$number" -lt "$pid" ] && pid=$number
  done 2>/dev/null
  [ -n "$pid" ]
}`;

/**
 * Finds what a side service is: the process with the lowest number, whatever it is called, since the first one is the
 * pod's own and sessions come later; and its children, which would go on without it.
 */
const findService = `
main() {
  for file in /proc/[0-9]*/stat; do
    number=\${file#/proc/}; number=\${number%/stat}
    [ "$number" = 1 ] || [ "$number" = $$ ] && continue
    [ -z "$pid" ] || [ "$number" -lt "$pid" ] && pid=$number
  done
  for file in /proc/[0-9]*/stat; do
    read -r stat <"$file" || continue
    stat=\${stat##*) }; parent=\${stat#* }; parent=\${parent%% *}
    number=\${file#/proc/}; [ "$parent" = "$pid" ] && children="$children \${number%/stat}"
  done 2>/dev/null
  [ -n "$pid" ]
}`;

const noProcess = 'no process';

/** A child may have ended meanwhile, which is no failure. */
const signalAll = `
send() {
  kill "-$1" "$pid" || return 1
  [ -z "$children" ] || kill "-$1" $children 2>/dev/null || :
}`;

function awaitProcess(find: string): string {
  return `pid= children=${find}${signalAll}
try=0; until main || [ $try -eq 50 ]; do sleep 0.1; try=$((try + 1)); done
[ -n "$pid" ] || { echo '${noProcess}' >&2; exit 1; }`;
}

/** `T` is a stopped process (proc(5), /proc/pid/stat). */
const printState = `
main || exit 0
read -r stat <"/proc/$pid/stat" && stat=\${stat##*) } && echo "\${stat%% *}"`;

/** Whoever holds the other end may go away: a process that is not to die goes on then. */
const freezeAndKill = `
send STOP && echo frozen || exit 1
if read -r answer; then send KILL; else send CONT; exit 1; fi
while [ -e "/proc/$pid" ]; do sleep 0.02; done; echo dead`;

/** The first process of a container hears no signal from within that it does not ask for, such as KILL and STOP. */
const printNumber = `
main && echo "$pid"`;

/** All that runs in a pod, for those who say what images must have. */
export const podScripts: readonly string[] = [
  awaitProcess(findJvm),
  awaitProcess(findService),
  printState,
  printNumber,
  freezeAndKill,
];

function findIn({ isService }: ProcessPlace): string {
  return isService ? findService : findJvm;
}

/** Whether a container's JVM is its first process; `untold` where nobody may look into the pod, or none runs in it. */
export async function isFirstProcess(target: ProcessPlace): Promise<boolean | 'untold'> {
  const { stdout } = await session(target, `pid= children=${findIn(target)}${printNumber}`);
  const number = Number(stdout.trim());
  return number > 0 ? number === 1 : 'untold';
}

/** Freezes a process, lets it go on, or asks it to end. */
export async function signalProcess(target: ProcessPlace, signal: 'STOP' | 'CONT' | 'TERM'): Promise<void> {
  const outcome = await session(target, `${awaitProcess(findIn(target))}\nsend ${signal}`);
  if (outcome.exitCode !== 0) throw failed(target, outcome);
}

/** What is found of a process. */
export interface ProcessFound {
  /**
   * `absent` where its container runs without it, as one does that has just begun or is about to end; `gone` where no
   * such container runs; `untold` where nobody could look into the pod.
   */
  readonly state: 'running' | 'paused' | 'absent' | 'gone' | 'untold';
  /** Why nobody could look, in words; absent where somebody could. */
  readonly why?: string;
}

/**
 * How those between here and a container say that it does not run: the API server of a pod (registry/core/pod/rest), the
 * kubelet (kubelet_pods.go, RunInContainer), containerd (internal/cri, container_execsync.go), runc; and kubectl of a session that ended
 * with its container.
 */
const containerGone =
  /\(NotFound\)|container not found|in a completed pod|container is in CONTAINER_\w+ state|(?:container|sandbox|task) .*\bnot (?:running|found)\b|stopped container|container is not created or running|command terminated with exit code/i;

/** Whether a process runs, and whether it is frozen. What says nothing in time has not ended: a busy machine is slow. */
export async function processState(target: ProcessPlace, timeoutMs: number): Promise<ProcessFound> {
  const outcome = await session(target, `pid= children=${findIn(target)}${printState}`, { timeoutMs });
  if (missingRight(outcome.stderr) !== undefined)
    return { state: 'untold', why: 'that takes the right to create pods/exec' };
  if (/forbidden/i.test(outcome.stderr)) throw failed(target, outcome);
  const [letter] = outcome.stdout.trim();
  if (letter !== undefined) return { state: letter === 'T' ? 'paused' : 'running' };
  if (outcome.exitCode === 0) return { state: 'absent' };
  if (containerGone.test(outcome.stderr)) return { state: 'gone' };
  return { state: 'untold', why: failed(target, outcome).message };
}

/**
 * What a node does by what is found of its process. The image's script runs for seconds, on a busy machine, before it becomes
 * the JVM: that is no end, unless its pod is about to go; and that a container runs the API server knows, too.
 */
export function stateBy({ state }: ProcessFound, isPodDeleted: boolean): NodeState {
  if (state === 'absent' || state === 'untold') return isPodDeleted ? 'stopped' : 'running';
  return state === 'gone' ? 'stopped' : state;
}

/** Said of a node that nobody could look into; empty where somebody could. */
export function unlooked({ why }: ProcessFound): string {
  return why === undefined ? '' : ` (whether it is paused is not known: ${why})`;
}

/**
 * Kills a process that was frozen first: what is done meanwhile can neither be noticed by it nor make it end in order.
 * @param whileFrozen the process goes on when this fails.
 */
export async function killProcess(target: ProcessPlace, whileFrozen: () => Promise<void>): Promise<void> {
  let failure: unknown;
  const outcome = await session(target, awaitProcess(findIn(target)) + freezeAndKill, {
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
  if (!killedAlong && !outcome.stdout.includes('dead')) throw failed(target, outcome);
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
  { place, pod, container }: ProcessPlace,
  script: string,
  { timeoutMs = sessionTimeoutMs, onLine }: SessionOptions = {},
): Promise<SessionOutcome> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const command = ['--container', container, '--', 'sh', '-c', awaitInput + script];
  const child = kubectlStream(place, ['exec', '--stdin', pod, ...command], timeout);
  // A session that ended has no input any more, which its exit code tells better.
  child.stdin.on('error', () => undefined);
  child.stdin.write(beginInput);
  if (onLine === undefined) child.stdin.end();
  else createInterface({ input: child.stdout }).on('line', (line) => void onLine(line, child.stdin));
  const { exitCode, stdout, stderr } = await child;
  if (timeout.aborted) return { exitCode: null, stdout, stderr: `no answer within ${timeoutMs} ms` };
  return { exitCode, stdout, stderr };
}

function failed({ pod, place }: ProcessPlace, outcome: SessionOutcome): LabError {
  const said = outcome.stderr.trim().split('\n')[0];
  if (outcome.exitCode === 1 && said === noProcess) {
    return new RuntimeError('node-state', `${pod} runs, but its process does not`);
  }
  return kubectlError(`kubectl exec ${pod}`, outcome, place.context);
}
