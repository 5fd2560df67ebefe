/** What of a topology's side services a person opens, or gives to a client, as URLs of the host. */
import { servicesOf, type ResolvedTopology, type ServiceNode } from '../../kafka/node.ts';

/** One page of one service. */
export interface ServicePageUrl {
  /** Id of the node. */
  readonly id: string;
  readonly software: string;
  readonly url: string;
  /** What it is, in a few words. */
  readonly title: string;
}

/** All pages, in the order of the services. */
export function servicePages(topology: ResolvedTopology, portOffset: number): readonly ServicePageUrl[] {
  return servicesOf(topology).flatMap((node) => pagesOf(node, portOffset));
}

/** The pages of one service; none where it publishes nothing. */
function pagesOf(node: ServiceNode, portOffset: number): readonly ServicePageUrl[] {
  return (node.service.pages ?? []).flatMap(({ port: name, scheme, path, title }) => {
    const port = node.ports.find((one) => one.name === name && one.published)?.port;
    if (port === undefined) return [];
    const url = `${scheme}://127.0.0.1:${port + portOffset}${path}`;
    return [{ id: node.id, software: node.software, url, title }];
  });
}
