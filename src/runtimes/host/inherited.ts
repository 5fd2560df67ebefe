/**
 * What klab itself was given besides its standard streams, such as the pipe by which a test runner learns that it has
 * ended. A process that outlives klab would keep that open, and the runner would wait for as long as a broker runs.
 */
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** Streams of a child: what it must not inherit is replaced by a file that holds nothing. */
export interface OwnStreams {
  readonly stdio: ('ignore' | number)[];
  /** To be called once the child is spawned. */
  readonly close: () => void;
}

/** @param output takes standard output and error. @default nothing does */
export function ownStreams(output?: number): OwnStreams {
  const standard = ['ignore' as const, output ?? ('ignore' as const), output ?? ('ignore' as const)];
  const inherited = inheritedDescriptors();
  if (inherited.length === 0) return { stdio: standard, close: () => undefined };
  const nothing = openSync('/dev/null', 'r+');
  const rest = Array.from({ length: Math.max(...inherited) - 2 }, (_, index) =>
    inherited.includes(index + 3) ? nothing : ('ignore' as const),
  );
  return { stdio: [...standard, ...rest], close: () => closeSync(nothing) };
}

/** Descriptors of this process that a child gets without being asked; Linux tells them, and Node marks its own. */
function inheritedDescriptors(): readonly number[] {
  let names: string[];
  try {
    names = readdirSync('/proc/self/fd');
  } catch {
    return [];
  }
  return names.map(Number).filter((fd) => fd > 2 && isInherited(fd));
}

/** Flags are octal; close-on-exec is O_CLOEXEC (proc_pid_fdinfo). */
function isInherited(fd: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & 0o2000000) === 0;
  } catch {
    // The list itself was open while it was read.
    return false;
  }
}
