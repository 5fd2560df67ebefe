/** What all targets say of a node in their own ways: role, listeners, settings, version, heap. */
import { lineOfImage } from '../../kafka/images/image-line.ts';
import type { NodeRole } from '../../kafka/node.ts';
import { fact, type Fact } from '../model.ts';
import { listenerFacts, listenerSettings } from './listeners.ts';

/** A node as read from a target's files, before it is put in facts. */
export interface ReadNode {
  readonly software: 'kafka' | 'zookeeper' | 'other';
  /** Settings by upstream name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Flags of its JVM, one by one. */
  readonly jvmFlags: readonly string[];
  readonly image?: string;
  /** Kafka's line, such as `4.3`. @default the image tells it */
  readonly line?: string;
}

/** Facts that mean the same wherever they were read. */
export function nodeFacts({ software, settings, jvmFlags, image, line }: ReadNode): readonly Fact[] {
  const version = line ?? (image === undefined ? undefined : lineOfImage(image));
  return [
    fact('role', 'role', roleFrom(software, settings)),
    ...(image === undefined ? [] : [fact('image', 'image', image)]),
    ...(version === undefined ? [] : [fact('version', 'Kafka', version)]),
    ...(software === 'kafka' ? listenerFacts(settings) : []),
    ...Object.entries(settings)
      .filter(([name]) => software !== 'kafka' || !listenerSettings.includes(name))
      // Kafka and ZooKeeper trim what they read (ConfigDef.parseType, QuorumPeerConfig.parseProperties).
      .map(([name, value]) => fact('setting', name, value.trim())),
    ...jvmFlags.map(flagFact),
  ];
}

/** Kafka itself decides by `process.roles`; without it a broker keeps its metadata in ZooKeeper. */
function roleFrom(software: ReadNode['software'], settings: ReadNode['settings']): NodeRole {
  if (software === 'zookeeper') return 'zookeeper';
  if (software === 'other') return 'service';
  const roles = new Set((settings['process.roles'] ?? 'broker').split(',').map((role) => role.trim()));
  if (roles.has('broker')) return roles.has('controller') ? 'combined' : 'broker';
  return 'controller';
}

/** A flag by its name, so that another value is a change and not two. */
function flagFact(flag: string): Fact {
  const [, largest] = /^-Xmx(\S+)$/.exec(flag) ?? [];
  if (largest !== undefined) return fact('heap', 'largest heap', largest);
  const [, name = flag, value = 'set'] =
    /^(-X(?:ms|mn|ss))(\S+)$/.exec(flag) ?? /^(-XX:[+-]?\w+|-D[^=]+|-X\w+:[^=]+)=?(.*)$/.exec(flag) ?? [];
  const [, sign, option] = /^-XX:([+-])(\w+)$/.exec(name) ?? [];
  if (option !== undefined) return fact('jvm', `-XX:${option}`, sign === '+' ? 'on' : 'off');
  return fact('jvm', name, value === '' ? 'set' : value);
}
