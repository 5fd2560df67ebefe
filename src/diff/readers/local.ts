/** Reads a plan of local processes, and the settings files beside it, back into what they mean. */
import { aotCacheFlags, classArchiveFlags } from '../../kafka/jvm.ts';
import { UsageError } from '../../errors.ts';
import { readProperties } from '../../kafka/properties.ts';
import { lineOf } from '../../kafka/versions/versions.ts';
import { fact, type Fact, type TopologyModel } from '../model.ts';
import { flatten } from './flatten.ts';
import { isRecord, listOf, recordOf, textOf } from '../../untyped.ts';
import { portNames } from './health.ts';
import { nodeFacts } from './node-facts.ts';
import { readYaml } from './yaml.ts';

/** What a process says that facts of another kind hold. */
const readApart = new Set(['id', 'role', 'config', 'jvmFlags', 'ports', 'readinessPort']);

/**
 * @param configs text of the settings files, by path relative to the plan.
 * @throws UsageError where the text is no plan, or a settings file is missing.
 */
export function readLocal(text: string, path: string, configs: ReadonlyMap<string, string>): TopologyModel {
  const [plan] = readYaml(text, path);
  if (!isRecord(plan) || !Array.isArray(plan['processes'])) {
    throw new UsageError(`${path} is no plan of processes; name a file that klab synth wrote`);
  }
  const name = textOf(plan['topology']);
  const version = textOf(plan['kafkaVersion']) ?? '';
  return {
    ...(name !== undefined && { name }),
    target: 'local',
    groups: listOf(plan['processes'])
      .map(recordOf)
      .map((process) => ({
        id: textOf(process['id']) ?? '',
        isNode: true,
        facts: processFacts(process, version, configOf(process, path, configs)),
      })),
  };
}

function configOf(
  process: Readonly<Record<string, unknown>>,
  path: string,
  configs: ReadonlyMap<string, string>,
): string {
  const config = textOf(process['config']) ?? '';
  const text = configs.get(config);
  if (text !== undefined) return text;
  throw new UsageError(
    `${path} names ${config} for ${textOf(process['id'])}, which is not beside it; synth anew`,
  );
}

function processFacts(
  process: Readonly<Record<string, unknown>>,
  version: string,
  config: string,
): readonly Fact[] {
  const isZooKeeper = process['role'] === 'zookeeper';
  const jvmFlags = listOf(process['jvmFlags']).map(String);
  const facts = nodeFacts({
    software: isZooKeeper ? 'zookeeper' : 'kafka',
    settings: readProperties(config),
    jvmFlags: jvmFlags.filter((flag) => !isMachinesOwn(flag)),
    line: lineOf(version),
  });
  const rest = Object.entries(process).filter(([name]) => !readApart.has(name));
  return [
    ...facts,
    fact('image', 'jars', `Kafka ${version}`),
    ...portFacts(process, facts),
    ...rest.flatMap(([name, value]) => flatten(value, 'form', name)),
  ];
}

const machinesOwn = [...classArchiveFlags(''), ...aotCacheFlags(''), '-Djdk.net.hosts.file='];

/** Which archive of classes is mapped, from where, and the file with other nodes' names are the business of the machine. */
function isMachinesOwn(flag: string): boolean {
  return machinesOwn.some((own) => (own.endsWith('=') ? flag.startsWith(own) : flag === own));
}

/** The plan repeats ports that settings decide; only where the two disagree it says something of its own. */
function portFacts(process: Readonly<Record<string, unknown>>, facts: readonly Fact[]): readonly Fact[] {
  const decided = new Set(
    facts.flatMap(({ fields }) => [fields['port'] ?? '', ...numbersIn(fields['value'])]),
  );
  const ready = textOf(process['readinessPort']) ?? '';
  return [
    ...Object.entries(recordOf(process['ports']))
      .map(([name, port]) => [name, textOf(port) ?? ''] as const)
      .filter(([, port]) => port !== '' && !decided.has(port))
      .map(([name, port]) => fact('port', name, port)),
    fact('health', 'ready once it answers on', portNames(facts).get(ready) ?? ready),
  ];
}

/** ZooKeeper's ports stand within `clientPort` and `server.N`. */
function numbersIn(value = ''): readonly string[] {
  return value.split(':').filter((part) => /^\d+$/.test(part));
}
