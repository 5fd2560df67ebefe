/**
 * Ends the commands of a klab that was killed. They run in sessions of their own, where no terminal ends them, and some,
 * such as `docker wait`, would wait for ever.
 */
import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Reads `+ PID` and `- PID`; once its input ends, which it does however klab ends, it ends the groups that are left. */
const script = `
pids=
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid " ;;
    -) pids="\${pids%" $pid "*}\${pids##*" $pid "}" ;;
  esac
done
for pid in $pids; do kill -s TERM -- "-$pid"; done`;

let input: Writable | undefined;

/** Has the process group of a command ended when this process ends before it. */
export function guard(pid: number): void {
  tell(`+ ${pid}`);
}

/** The command has ended by itself: its number may become another's. */
export function release(pid: number): void {
  tell(`- ${pid}`);
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
