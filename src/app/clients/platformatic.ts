/** @platformatic/kafka, where a person has installed it. */
import { LabError } from '../../errors.ts';
import { platformaticSettings } from '../../client/subjects/platformatic/settings.ts';
import { ownScript } from '../../runtimes/host/own-script.ts';
import { flagsOf, type ClientAdapter } from './adapter.ts';
import { howToInstall, installedPackage, tryLibrary } from './installed.ts';

const packageName = '@platformatic/kafka';
const fix = `${howToInstall(packageName)} (versions before 2 run on Node 20)`;

const tries = `
  const { pathToFileURL } = require('node:url');
  const { Producer } = await import(pathToFileURL(process.argv[1]).href);
  if (typeof Producer !== 'function') throw new Error('it has no Producer');`;

/** Its producer and its consumer. */
export const platformaticClient: ClientAdapter = {
  name: 'platformatic',
  client: packageName,
  does: 'produce, consume, SASL and TLS',
  usual:
    'acks 1, timeout 5 s, requestTimeout 30 s, retries 3 each 1 s later, metadataMaxAge 5 s, sessionTimeout 1 min, not idempotent',
  async presence() {
    const found = await installedPackage(packageName);
    return found === undefined ? { isThere: false, fix } : { isThere: true, version: found.version };
  },
  async prepare(properties, signal) {
    // What it has no setting for is said before anything is broken.
    platformaticSettings(properties);
    const found = await installedPackage(packageName);
    if (found === undefined) throw new LabError('tool-missing', `client platformatic is not there; ${fix}`);
    const { main, version } = found;
    await tryLibrary(packageName, tries, [main], signal);
    return {
      version,
      command: (task, configFile) => ({
        command: process.execPath,
        args: [
          ...ownScript('run-client'),
          'platformatic',
          task.role,
          ...flagsOf(task, configFile),
          '--from',
          main,
        ],
      }),
    };
  },
};
