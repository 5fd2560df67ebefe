/**
 * Processes of containers of others, held from the machine of kind that they run on: from within, a signal does nothing to
 * the first process of a container, and to look at one would take a session in each pod.
 */
import { RuntimeError } from '../../../errors.ts';
import { lines } from '../../../words.ts';
import { docker } from '../../docker/docker.ts';

/** A container, and the machine that it runs on. */
export interface OnMachine {
  readonly machine: string;
  /** Without the name of what runs it. */
  readonly container: string;
}

/** A busy machine starts a process in seconds. */
const timeoutMs = 30_000;

/**
 * Finds the JVM of a container by its control group, which has the container's id in its name. Images start short-lived
 * JVMs too, which come later and so have higher numbers.
 */
const findJvm = `
jvm() {
  pid=
  for file in $(grep -l "$1" /proc/[0-9]*/cgroup 2>/dev/null); do
    number=\${file//[!0-9]/}
    name=; read -r name <"/proc/$number/comm" && [ "$name" = java ] || continue
    [ -z "$pid" ] || [ "$number" -lt "$pid" ] && pid=$number
  done 2>/dev/null
  [ -n "$pid" ]
}`;

const signal = `${findJvm}
jvm "$1" || { echo "no JVM runs in container $1" >&2; exit 1; }
kill "-$2" "$pid" || exit 1
if [ "$3" -gt 0 ]; then
  try=0; while [ -e "/proc/$pid" ] && [ $try -lt "$3" ]; do sleep 0.05; try=$((try + 1)); done
  [ ! -e "/proc/$pid" ] && echo gone || echo there
fi`;

/** \`T\` is a stopped process (proc(5), /proc/pid/stat). */
const states = `${findJvm}
for id; do jvm "$id" && read -r stat <"/proc/$pid/stat" && stat=\${stat##*) } && echo "$id \${stat%% *}"; done; true`;

/** All that runs on a machine here, for those who say what machines must have. */
export const jvmScripts: readonly string[] = [signal, states];

/** Sends a signal to the JVM of a container. */
export async function signalOnMachine(at: OnMachine, name: 'CONT' | 'STOP'): Promise<void> {
  await onMachine(at.machine, signal, [at.container, name, '0'], timeoutMs);
}

/**
 * Ends the JVM of a container and waits until it is gone.
 * @throws RuntimeError `not-ready` where it is still there
 */
export async function endOnMachine(at: OnMachine, name: 'KILL' | 'TERM', withinMs: number): Promise<void> {
  const tries = Math.ceil(withinMs / 50);
  const said = await onMachine(at.machine, signal, [at.container, name, String(tries)], withinMs + timeoutMs);
  if (said.trim() === 'gone') return;
  throw new RuntimeError('not-ready', `SIG${name} did not end it within ${withinMs} ms`);
}

/** What JVMs do, by their containers; one that has none is absent. */
export async function jvmStates(
  all: readonly OnMachine[],
): Promise<ReadonlyMap<string, 'running' | 'paused'>> {
  const machines = [...new Set(all.map(({ machine }) => machine))];
  const said = await Promise.all(
    machines.map((machine) => {
      const own = all.filter((one) => one.machine === machine).map(({ container }) => container);
      return onMachine(machine, states, own, timeoutMs);
    }),
  );
  return new Map(
    said.flatMap(lines).map((line) => {
      const [container = '', state] = line.split(' ');
      return [container, state === 'T' ? 'paused' : 'running'] as const;
    }),
  );
}

async function onMachine(
  machine: string,
  script: string,
  args: readonly string[],
  withinMs: number,
): Promise<string> {
  return docker(['exec', machine, 'bash', '-c', script, 'klab', ...args], { timeoutMs: withinMs });
}
