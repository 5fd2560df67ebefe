/** Where forwarded ports lead. */
import { mark } from '../marks.ts';
import { addressesOf } from '../../cluster/access.ts';
import { accessOf } from '../../cluster/running-cluster.ts';
import type { ForwardedPort } from '../../cluster/forwards.ts';
import type { Instance } from '../../cluster/instance.ts';

/** The first lines of `klab forward`. */
export function forwardReport(instance: Instance, ports: readonly ForwardedPort[]): string {
  const width = Math.max(...ports.map(({ node }) => node.length), 'bootstrap'.length) + 1;
  const row = (label: string, value: string): string => `  ${mark.dim(label.padEnd(width))} ${value}`;
  return [
    `${mark.good('✔')} forwarding to ${mark.strong(instance.id)} until Ctrl-C`,
    ...ports.map(({ node, address, pod, port, own }) =>
      row(node, `${address} → port ${port} of pod ${pod}${own ? '' : ' (by another klab, until it ends)'}`),
    ),
    row('bootstrap', addressesOf(accessOf(instance)).join(',')),
  ].join('\n');
}
