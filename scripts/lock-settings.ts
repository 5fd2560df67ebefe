/** Makes `locks/settings-VERSION.json`: Kafka's own documentation of its broker settings, for maintainers who add a version. */
import { join } from 'node:path';
import { writeWhole } from '../src/files.ts';
import { Command } from 'commander';
import { $ } from 'zx';
import { RuntimeError } from '../src/errors.ts';
import { packageRoot } from '../src/package-root.ts';
import { cacheDir } from '../src/paths.ts';
import type { SettingLock, SettingMode } from '../src/diff/setting-lock.ts';
import { ensureJars } from '../src/runtimes/jars/jar-cache.ts';
import { findJava } from '../src/runtimes/local/java/java.ts';
import { runProgram } from './support/run-program.ts';

/** Its main method prints the page "Broker Configs" of Kafka's documentation. */
const documentationClass = 'kafka.server.KafkaConfig';

const program = new Command('lock-settings')
  .description(
    'Ask the jars of a Kafka version which broker settings there are, and write locks/settings-VERSION.json.\n' +
      'The version needs its locks/kafka-VERSION.json first (lock-kafka).',
  )
  .argument('<version>', 'Kafka version, such as 4.3.1')
  .addHelpText('after', '\nExample:\n  npx tsx scripts/lock-settings.ts 4.3.1\n')
  .action(lockSettings);

await runProgram(program);

async function lockSettings(version: string): Promise<void> {
  const [java, jars] = await Promise.all([findJava(), ensureJars(version, { cacheDir: cacheDir() })]);
  const printed = await $({
    quiet: true,
    nothrow: true,
    env: { ...process.env, CLASSPATH: jars.join(':') },
  })`${java.path} ${documentationClass}`;
  const settings = settingsOf(printed.stdout);
  if (printed.exitCode !== 0 || settings.length === 0) {
    throw new RuntimeError('not-supported', `${documentationClass} of Kafka ${version} printed no settings`, {
      details: printed.stderr.trim().split('\n').slice(-15),
    });
  }
  const target = join(packageRoot(), 'locks', `settings-${version}.json`);
  await writeWhole(
    target,
    formatLock({ schemaVersion: 1, kafka: version, settings: Object.fromEntries(settings) }),
  );
  console.log(`${target}: ${settings.length} settings`);
}

/** One section of the page per setting, with a table of type, default, valid values, importance and update mode. */
function settingsOf(html: string): [string, SettingMode][] {
  return html
    .split('<h4>')
    .slice(1)
    .map((section): [string, SettingMode] => {
      const name = /<a id="([^"]+)">/.exec(section)?.[1];
      const mode = /<th>Update Mode:<\/th><td>([^<]*)<\/td>/.exec(section)?.[1];
      if (name === undefined || (mode !== 'read-only' && mode !== 'per-broker' && mode !== 'cluster-wide')) {
        throw new RuntimeError('not-supported', `a section names no setting or no update mode: ${section}`);
      }
      return [name, mode];
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** One setting per line, so that a version change reads well in a review. */
function formatLock({ schemaVersion, kafka, settings }: SettingLock): string {
  const lines = Object.entries(settings).map(([name, mode]) => `    "${name}": "${mode}"`);
  return `{\n  "schemaVersion": ${schemaVersion},\n  "kafka": "${kafka}",\n  "settings": {\n${lines.join(',\n')}\n  }\n}\n`;
}
