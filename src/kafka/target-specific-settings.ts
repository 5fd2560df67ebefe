/**
 * The few settings that must differ between targets: everything else is the same wherever a topology runs.
 * `klab diff` names them apart between targets, and a test holds the renderers to them.
 */
import { namesSecret } from './security/secret-settings.ts';

/** Settings that hold an address or a path, by upstream name, with the reason why each differs. */
export const targetSpecificSettings: Readonly<Record<string, string>> = {
  listeners:
    'local nodes share one host and bind its loopback address; containers and pods bind every interface',
  'advertised.listeners': 'nodes find one another by names that only their own network has',
  'listener.security.protocol.map':
    'names the listeners of the target: a topology may have a listener on some targets only',
  'controller.quorum.voters': 'lists the controllers by address',
  'controller.quorum.bootstrap.servers': 'lists the controllers by address',
  'zookeeper.connect': 'lists the ZooKeeper servers by address',
  'log.dirs':
    'images and volumes decide where data lies; local nodes keep it in the folder of their instance',
  dataDir: 'images decide where ZooKeeper keeps data; local servers keep it in the folder of their instance',
  clientPortAddress: 'local servers bind the loopback address of the host they share',
  quorumListenOnAllIPs: 'a server in a container may get a new address and must not bind the old one',
};

/** Of all settings that name a file with a secret. */
const secretsReason =
  'secrets of local nodes lie in the folder of their instance; containers have them mounted in one of their own';

/** True for settings that may differ between targets: those of the table, those that name secrets, and ZooKeeper's list of servers. */
export function isTargetSpecific(setting: string): boolean {
  return reasonToDiffer(setting) !== undefined || /^server\.\d+$/.test(setting);
}

/** Why a setting differs between targets; undefined for one that must not. */
export function reasonToDiffer(setting: string): string | undefined {
  if (Object.hasOwn(targetSpecificSettings, setting)) return targetSpecificSettings[setting];
  // A port with TLS is bound as the other one is.
  if (setting === 'secureClientPortAddress') return targetSpecificSettings['clientPortAddress'];
  return namesSecret(setting) ? secretsReason : undefined;
}
