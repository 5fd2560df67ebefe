/** What manifests of Kubernetes alone can have wrong: ways in from outside, and pods in the network of their machine. */
import { isBroker, listenersOf, partsOf, type LintNode } from '../cluster.ts';
import type { LintRule, Said } from '../finding.ts';
import { hostPortsOf } from '../host-ports.ts';

/** Rules about services and pods. */
export const manifestRules: readonly LintRule[] = [
  {
    id: 'outside-not-told',
    risk: 'high',
    source: 'Kafka documentation, advertised.listeners: after the first answer a client goes where it says',
    find: ({ nodes, all }) =>
      nodes.filter(isBroker).flatMap((node) =>
        (node.outside ?? []).flatMap((way): readonly Said[] => {
          const listener = listenersOf(node).find(({ port }) => port === way.container);
          if (listener?.advertised === undefined) return [];
          const { host } = partsOf(listener.advertised);
          if (!isInside(host, all)) return [];
          const port = way.port === '' ? 'a port that Kubernetes chooses' : `port ${way.port}`;
          const text = `${way.type} ${way.service} opens ${port} to the outside, and whoever comes by it is sent to ${listener.advertised}, a name that only the cluster knows`;
          return [
            {
              node: node.id,
              at: 'advertised.listeners',
              text,
              fix: `add a listener for the outside, advertised as an address that is known there${way.port === '' ? '' : ` and port ${way.port}`}, with a service of its own for each broker`,
            },
          ];
        }),
      ),
  },
  {
    id: 'machine-shared',
    risk: 'medium',
    source: 'Kubernetes documentation, hostNetwork: a port of a machine is one pod’s',
    find: ({ nodes }) => {
      const seen = new Map<string, string>();
      return nodes.flatMap((node): readonly Said[] => {
        const { isOnHost, group } = node;
        if (!isOnHost || group === undefined) return [];
        const ports = hostPortsOf(node).map(({ host }) => host);
        const met = ports.find((port) => seen.has(port));
        for (const port of ports) if (!seen.has(port)) seen.set(port, node.id);
        if (met === undefined) return [];
        const text = `${seen.get(met) ?? ''} and ${node.id} have port ${met} of their machine (hostNetwork), so one machine runs one of them alone`;
        const fix = 'have as many machines as pods and say so by podAntiAffinity, or drop hostNetwork';
        return [{ node: node.id, at: 'hostNetwork:', text, fix }];
      });
    },
  },
];

/** Names of pods and services, however much of the domain stands behind them. */
function isInside(host: string, all: readonly LintNode[]): boolean {
  return (
    host === '' ||
    /\.(svc|cluster\.local)$|\.svc\./.test(host) ||
    all.some(({ hosts }) => hosts.includes(host))
  );
}
