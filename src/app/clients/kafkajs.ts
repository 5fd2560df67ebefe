/** kafkajs, in a process of its own with its own defaults: the lab comes with it. */
import { createRequire } from 'node:module';
import { kafkajsSettings } from '../../client/kafkajs/subject/settings.ts';
import { ownScript } from '../../runtimes/host/own-script.ts';
import { flagsOf, type ClientAdapter } from './adapter.ts';

/** Of the library that runs. */
function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('kafkajs/package.json');
  return String((manifest as { readonly version: unknown }).version);
}

/** The client of Node programs that the lab itself uses too, there with settings of the lab's. */
export const kafkajsClient: ClientAdapter = {
  name: 'kafkajs',
  client: 'kafkajs',
  does: 'produce, consume, SASL and TLS',
  usual:
    'requestTimeout 30 s, retries 5, metadataMaxAge 5 min, sessionTimeout 30 s, maxWaitTimeInMs 5 s, not idempotent',
  presence: async () => ({ isThere: true, version: version() }),
  async prepare(properties) {
    // What it has no setting for is said before anything is broken.
    kafkajsSettings(properties);
    return {
      version: version(),
      command: (task, configFile) => ({
        command: process.execPath,
        args: [...ownScript('run-client'), 'kafkajs', task.role, ...flagsOf(task, configFile)],
      }),
    };
  },
};
