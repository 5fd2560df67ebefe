/** node-rdkafka, where a person has installed it: librdkafka as Node programs have it. */
import { LabError } from '../../errors.ts';
import { librdkafkaSettings } from '../../client/subjects/librdkafka/settings.ts';
import { ownScript } from '../../runtimes/host/own-script.ts';
import { flagsOf, librdkafkaUsual, scramObstacle, type ClientAdapter } from './adapter.ts';
import { howToInstall, installedPackage, tryLibrary } from './installed.ts';

const packageName = 'node-rdkafka';
const fix = `${howToInstall(packageName)}; it is compiled there`;

/** Without addresses nothing is asked; what it cannot be set to is thrown. */
const tries = `
  const [main, settings] = process.argv.slice(1);
  const { Producer, KafkaConsumer, librdkafkaVersion } = require(main);
  for (const Client of [Producer, KafkaConsumer]) {
    const client = new Client({ 'group.id': 'klab', ...JSON.parse(settings), log_level: 0 }, {});
    client.on('event.error', () => undefined);
    client.connect({}, () => undefined);
  }
  console.log(librdkafkaVersion);`;

/** librdkafka's producer and consumer. */
export const rdkafkaClient: ClientAdapter = {
  name: 'rdkafka',
  client: 'node-rdkafka, by the librdkafka that it is built with',
  does: 'produce, consume, SASL and TLS',
  usual: librdkafkaUsual,
  async presence() {
    const found = await installedPackage(packageName);
    return found === undefined ? { isThere: false, fix } : { isThere: true, version: found.version };
  },
  async prepare(properties, signal) {
    const found = await installedPackage(packageName);
    if (found === undefined) throw new LabError('tool-missing', `client rdkafka is not there; ${fix}`);
    const { main, version } = found;
    const settings = JSON.stringify(librdkafkaSettings(properties));
    const library = await tryLibrary(packageName, tries, [main, settings], signal);
    return {
      loginObstacle: (kafkaVersion) => scramObstacle(properties, library, kafkaVersion),
      version: `${version}, librdkafka ${library}`,
      command: (task, configFile) => ({
        command: process.execPath,
        args: [
          ...ownScript('run-client'),
          'rdkafka',
          task.role,
          ...flagsOf(task, configFile),
          '--from',
          main,
        ],
      }),
    };
  },
};
