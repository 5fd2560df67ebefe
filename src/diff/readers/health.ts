/** Health checks name a port of their node: by the listener's name the check stays the same when the listener moves. */
import type { Fact } from '../model.ts';
import { isRecord } from '../../untyped.ts';
import { listenerNamesByPort } from './listeners.ts';

/** The same check, with the names of the node's own listeners and ports in place of their numbers. */
export function withoutOwnPorts(check: unknown, facts: readonly Fact[]): unknown {
  const names = portNames(facts);
  return replaced(check, (text) =>
    text.replaceAll(/(\/dev\/tcp\/[^/\s]+\/)(\d+)/g, (_, before: string, port: string) => {
      return before + (names.get(port) ?? port);
    }),
  );
}

/** Names of the ports that a node binds, by number: its listeners, and ZooKeeper's port for clients. */
export function portNames(facts: readonly Fact[]): ReadonlyMap<string, string> {
  const clientPort = facts.find(({ kind, name }) => kind === 'setting' && name === 'clientPort');
  return new Map([
    ...(clientPort === undefined ? [] : [[clientPort.fields['value'] ?? '', 'clientPort'] as const]),
    ...listenerNamesByPort(facts),
  ]);
}

function replaced(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, change)]));
}
