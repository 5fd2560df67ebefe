/** Where images look for the configuration of a broker, and which of the files there are others'. */
import { posix } from 'node:path';

/** Folders in which images look for a configuration (their documentation), without a slash at their end. */
const folders =
  /^(\/mnt\/shared\/config|\/etc\/kafka|\/kafka\/config|\/opt\/kafka\/config(\/kraft)?|(\/opt)?\/bitnami\/kafka\/config(\/kraft)?)$/;

/** Files of properties beside a broker's that are of its clients, its logs, or other programs. */
const ofOthers = /log4j|client|producer|consumer|connect|worker|admin|jmx|trogdor|mirror/i;

/** Whether images take a folder for one of configurations. */
export function isConfigurationFolder(path: string): boolean {
  return folders.test(path.replace(/\/$/, ''));
}

/** Whether a file is named as configurations of Kafka and ZooKeeper are; undefined for one of another program. */
export function isConfiguration(path: string): boolean | undefined {
  const name = posix.basename(path);
  if (!/\.(properties|cfg)(\.original)?$/.test(name)) return false;
  return ofOthers.test(name) ? undefined : true;
}
