/** Reads listeners out of the settings that spread them over three lists, so that each can be compared by its name. */
import type { Fact } from '../model.ts';

/** The settings that are read here, and not compared as text. */
export const listenerSettings: readonly string[] = [
  'listeners',
  'advertised.listeners',
  'listener.security.protocol.map',
];

/** Port of a listener that a node knows by name and does not open itself. */
export const notOpened = 'not opened';

/** One fact per listener, with what is known of it: `address`, `port`, `protocol`, `advertised`. */
export function listenerFacts(settings: Readonly<Record<string, string>>): readonly Fact[] {
  const found = new Map<string, Record<string, string>>();
  const fieldsOf = (name: string): Record<string, string> => {
    const fields = found.get(name) ?? {};
    found.set(name, fields);
    return fields;
  };
  for (const [name, address] of entries(settings['listeners'], '://')) {
    const [, host = '', port = ''] = /^(.*):([^:]*)$/.exec(address) ?? ['', address];
    Object.assign(fieldsOf(name), {
      address: host === '' || host === '0.0.0.0' ? 'every interface' : host,
      port,
    });
  }
  for (const [name, address] of entries(settings['advertised.listeners'], '://')) {
    fieldsOf(name)['advertised'] = address;
  }
  for (const [name, protocol] of entries(settings['listener.security.protocol.map'], ':')) {
    fieldsOf(name)['protocol'] = protocol;
  }
  // A broker's map also names the quorum's listener, which it only connects to.
  for (const fields of found.values()) fields['port'] ??= notOpened;
  return [...found].map(([name, fields]) => ({ kind: 'listener', name, fields }));
}

/** Ports that a node's own listeners bind, by number: the name says more than the number, which may move with it. */
export function listenerNamesByPort(facts: readonly Fact[]): ReadonlyMap<string, string> {
  const bound = facts.filter(({ kind, fields }) => kind === 'listener' && fields['port'] !== notOpened);
  return new Map(bound.map(({ name, fields }) => [fields['port'] ?? '', name]));
}

function entries(list: string | undefined, separator: string): readonly [string, string][] {
  return (list ?? '').split(',').flatMap((text): [string, string][] => {
    const entry = text.trim();
    const at = entry.indexOf(separator);
    return at < 0 ? [] : [[entry.slice(0, at), entry.slice(at + separator.length)]];
  });
}
