/** What restart policies of others mean for nodes that klab ends, and for those that end by themselves. */
import { docker } from '../../docker/docker.ts';
import type { TiedContainer } from './nodes.ts';

/** What is so of signals although they work; undefined where Docker starts nothing again. */
export function restartCaveat(containers: Readonly<Record<string, TiedContainer>>): string | undefined {
  const all = Object.values(containers).flatMap(({ policy }) => policy ?? []);
  if (all.length === 0) return undefined;
  const policies = [...new Set(all)].join(', ');
  return `Docker starts nodes again that end by themselves (restart policy ${policies}); what klab kills or stops stays down`;
}

/**
 * The signal that ends a container in order. Docker takes no other than this one, or a SIGKILL, for somebody's wish, and
 * starts what ends of another again where a policy says so (moby, daemon/kill.go).
 */
export async function stopSignalOf(id: string): Promise<string> {
  const signal = (await docker(['container', 'inspect', '--format', '{{.Config.StopSignal}}', id])).trim();
  return signal === '' || /^(SIG)?KILL$|^9$/.test(signal) ? 'TERM' : signal;
}
