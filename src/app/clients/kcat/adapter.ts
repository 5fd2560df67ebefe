/** kcat, where it is installed: librdkafka as C, C++, Go, Python, .NET and Rust programs have it. */
import { LabError, UsageError } from '../../../errors.ts';
import { librdkafkaSettings } from '../../../client/subjects/librdkafka/settings.ts';
import { ownScript } from '../../../runtimes/host/own-script.ts';
import { runCommand } from '../../../runtimes/host/process.ts';
import { flagsOf, librdkafkaUsual, scramObstacle, type ClientAdapter } from '../adapter.ts';

/** It answers at once. */
const timeoutMs = 10_000;

const fix = 'install kcat (Debian, Homebrew: package kcat)';

async function version(signal?: AbortSignal): Promise<string | undefined> {
  const { exitCode, stdall } = await runCommand('kcat', ['-V'], { timeoutMs, signal });
  if (exitCode !== 0) return undefined;
  const [, own = '?', library = '?'] = /^Version (\S+).*librdkafka (\S+)/m.exec(stdall) ?? [];
  return `${own}, librdkafka ${library}`;
}

/** kcat's producer and its consumer of a group. */
export const kcatClient: ClientAdapter = {
  name: 'kcat',
  client: 'kcat, by the librdkafka that it is built with',
  does: 'produce (acknowledgements without values), consume, SASL and TLS',
  usual: librdkafkaUsual,
  async presence() {
    const found = await version();
    return found === undefined ? { isThere: false, fix } : { isThere: true, version: found };
  },
  async prepare(properties, signal) {
    const found = await version(signal);
    if (found === undefined) throw new LabError('tool-missing', `client kcat is not there; ${fix}`);
    // What it cannot be set to is said before anything is broken.
    const settings = Object.entries(librdkafkaSettings(properties));
    const asked = settings.flatMap(([name, value]) => ['-X', `${name}=${value}`]);
    const { exitCode, stdall } = await runCommand('kcat', ['-F', '/dev/null', ...asked, '-X', 'dump'], {
      timeoutMs,
      signal,
    });
    if (exitCode !== 0) {
      const [, why = 'it does not say why'] = /^% ERROR: (.*)$/m.exec(stdall) ?? [];
      throw new UsageError(`kcat cannot be set so: ${why}; kcat -X list shows what it takes`);
    }
    const library = found.replace(/.*librdkafka /, '');
    return {
      version: found,
      loginObstacle: (kafkaVersion) => scramObstacle(properties, library, kafkaVersion),
      command: (task, configFile) => ({
        command: process.execPath,
        args: [...ownScript('run-client'), 'kcat', task.role, ...flagsOf(task, configFile), '--from', 'kcat'],
      }),
    };
  },
};
