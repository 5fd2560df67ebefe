/** Which broker settings a Kafka version documents: its own jars print the page of Kafka's documentation. */
import { delimiter } from 'node:path';
import { RuntimeError } from '../../errors.ts';
import type { SettingLock, SettingMode } from '../../kafka/versions/setting-lock.ts';
import { runCommand } from '../host/process.ts';
import type { Java } from './java/java.ts';

/** Its main method prints the page "Broker Configs" of Kafka's documentation. */
const documentationClass = 'kafka.server.KafkaConfig';

/** It takes a second or two; a machine that swaps takes longer. */
const printTimeoutMs = 120_000;

/**
 * Asks the jars of a version.
 * @throws RuntimeError `not-supported` for a version that prints no such page
 */
export async function makeSettingLock(
  version: string,
  {
    java,
    jars,
    signal,
  }: { readonly java: Java; readonly jars: readonly string[]; readonly signal: AbortSignal },
): Promise<SettingLock> {
  const { exitCode, stdout, stderr } = await runCommand(java.path, [documentationClass], {
    signal,
    timeoutMs: printTimeoutMs,
    env: { CLASSPATH: jars.join(delimiter) },
  });
  const settings = settingsOf(stdout);
  if (exitCode !== 0 || settings.length === 0) {
    throw new RuntimeError('not-supported', `${documentationClass} of Kafka ${version} printed no settings`, {
      details: stderr.trim().split('\n').slice(-15),
    });
  }
  return { schemaVersion: 1, kafka: version, settings: Object.fromEntries(settings) };
}

/** One section of the page per setting, with a table of type, default, valid values, importance and update mode. */
function settingsOf(html: string): readonly [string, SettingMode][] {
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
export function formatSettingLock({ schemaVersion, kafka, settings }: SettingLock): string {
  const lines = Object.entries(settings).map(([name, mode]) => `    "${name}": "${mode}"`);
  return `{\n  "schemaVersion": ${schemaVersion},\n  "kafka": "${kafka}",\n  "settings": {\n${lines.join(',\n')}\n  }\n}\n`;
}
