/** Ports of a host that lead to a container, as compose files and pods say them. */
import { maxPort } from '../kafka/ports.ts';
import { recordOf } from '../untyped.ts';
import { textOf } from './completed.ts';

/** A port of the host that leads to one of a container; that of the host may be a range, of which the engine takes one. */
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

/** `[address:]host:container[/protocol]`; what is given no port of the host is found by nobody. */
export function portOf(port: unknown): readonly PublishedPort[] {
  if (typeof port === 'object' && port !== null) {
    const { published, target, host_ip: address = '', protocol = 'tcp' } = recordOf(port);
    const [host, container] = [textOf(published), textOf(target)];
    return host === '' ? [] : [{ host, container, address: textOf(address), protocol: textOf(protocol) }];
  }
  const [, address = '', host, container = '', protocol = 'tcp'] =
    /^(?:(.*):)?([\d-]+):([\d-]+)(?:\/(\w+))?$/.exec(textOf(port)) ?? [];
  return host === undefined ? [] : oneByOne({ host, container, address, protocol });
}

/** Ranges as long as each other are ports side by side; of a range for one port the engine takes one (compose specification, ports). */
function oneByOne({ host, container, ...rest }: PublishedPort): readonly PublishedPort[] {
  const [hosts, containers] = [portsIn(host), portsIn(container)];
  if (hosts.length !== containers.length) return [{ host, container, ...rest }];
  return hosts.map((one, index) => ({ host: one, container: containers[index] ?? '', ...rest }));
}

function portsIn(range: string): readonly string[] {
  const [first = 0, last = first] = range.split('-').map(Number);
  const size = Math.min(last, maxPort) - first + 1;
  return Array.from({ length: Math.max(0, size) }, (_, index) => String(first + index));
}
