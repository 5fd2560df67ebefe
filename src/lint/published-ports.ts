/** Ports of a host that lead to a container, as compose files and pods say them. */
import { recordOf } from '../untyped.ts';
import { textOf } from './completed.ts';

/** A port of the host that leads to one of a container; both may be ranges. */
export interface PublishedPort {
  readonly host: string;
  readonly container: string;
  /** Of the host. Empty for all of its addresses. */
  readonly address: string;
  readonly protocol: string;
}

/** What a pod opens, its services may lead to. */
export function openPort(port: string): PublishedPort {
  return { host: port, container: port, address: '', protocol: 'tcp' };
}

/** `[address:]host:container[/protocol]`, also of whole ranges; what is given no port of the host is found by nobody. */
export function portOf(port: unknown): readonly PublishedPort[] {
  if (typeof port === 'object' && port !== null) {
    const { published, target, host_ip: address = '', protocol = 'tcp' } = recordOf(port);
    const [host, container] = [textOf(published), textOf(target)];
    return host === '' ? [] : [{ host, container, address: textOf(address), protocol: textOf(protocol) }];
  }
  const [, address = '', host, container = '', protocol = 'tcp'] =
    /^(?:(.*):)?([\d-]+):([\d-]+)(?:\/(\w+))?$/.exec(textOf(port)) ?? [];
  return host === undefined ? [] : [{ host, container, address, protocol }];
}
