/**
 * Ends the commands of a klab that was killed. They run in sessions of their own, where no terminal ends them, and some,
 * such as `docker wait`, would wait for ever.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * Reads `+ SIGNAL:PID` and `- SIGNAL:PID`; once its input ends, which it does however klab ends, it ends the groups that are
 * left.
 */
const script = `
groups=
while read -r sign group; do
  case $sign in
    +) groups="$groups $group " ;;
    -) groups="\${groups%" $group "*}\${groups##*" $group "}" ;;
  esac
done
for group in $groups; do kill -s "\${group%%:*}" -- "-\${group##*:}"; done`;

/** How a group is ended: a command cleans up when it is told to, and a stranger may not listen. */
type Ending = 'TERM' | 'KILL';

let input: Writable | undefined;

/** Has the process group of a command ended when this process ends before it. */
export function guard(pid: number, ending: Ending = 'TERM'): void {
  tell(`+ ${ending}:${pid}`);
}

/** The command has ended by itself: its number may become another's. */
export function release(pid: number, ending: Ending = 'TERM'): void {
  tell(`- ${ending}:${pid}`);
}

function tell(line: string): void {
  input ??= startGuardian();
  input.write(`${line}\n`);
}

/** One for all commands of this process. It does not keep this process alive. */
function startGuardian(): Writable {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // Without it commands outlive a klab that is killed, and nothing else is missing.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as Socket).unref();
  return child.stdin;
}
