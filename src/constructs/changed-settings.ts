/** What is wrong with settings that a running cluster is to be given: the rules of a topology's own, and those of what is made once. */
import { type ResolvedTopology } from '../kafka/node.ts';
import { namesSecret } from '../kafka/security/secret-settings.ts';
import { followedSettings, sessionTimeoutLimitsMs } from '../kafka/settings.ts';
import { unknownNameRemarks } from '../kafka/versions/setting-names.ts';
import { lockedVersions } from '../kafka/versions/locks.ts';
import { counted } from '../words.ts';
import { securedSettingProblems, settingProblems } from './cluster-validation.ts';
import { authorizerProblems } from './security-problems.ts';

type Settings = Readonly<Record<string, string>>;

const at = '--settings';

/** Settings that Kafka reads when it makes a topic of its own, and never again. */
const readOnce: readonly (readonly [setting: RegExp, topic: string])[] = [
  [/^offsets\.topic\.(num\.partitions|replication\.factor)$/, '__consumer_offsets'],
  [/^transaction\.state\.log\.(num\.partitions|replication\.factor)$/, '__transaction_state'],
  [/^share\.coordinator\.state\.topic\.(num\.partitions|replication\.factor)$/, '__share_group_state'],
];

/** What klab would write into files and reports that everybody may read. */
const secret = /password|secret|jaas|(keystore|truststore)\.|ssl\.(key|keystore|truststore)/i;

/** Every problem of settings for brokers and controllers of a topology that runs, a line each; empty where there is none. */
export function changedSettingProblems(settings: Settings, topology: ResolvedTopology): readonly string[] {
  const { mode, security } = topology;
  const followed: readonly string[] =
    mode === 'kraft' ? Object.values(followedSettings) : ['min.insync.replicas'];
  const others = Object.fromEntries(Object.entries(settings).filter(([name]) => !followed.includes(name)));
  const kafka = topology.nodes.filter(({ software }) => software === 'kafka');
  const now = kafka.find(({ role }) => role !== 'controller')?.settings ?? {};
  const problems = [
    ...followedProblems(settings, topology),
    ...Object.keys(others).flatMap((name) => onceProblem(name) ?? secretProblem(name) ?? []),
    ...settingProblems(others, mode, at),
    ...(security === undefined
      ? authorizerProblems({ ...now, ...others }).map((text) => text.replace(/^settings has/, `${at} leaves`))
      : securedSettingProblems(others, at, { mode, kafkaNodeIds: kafka.map(({ id }) => id) }, security)),
    ...unknownNames(others, now, topology),
  ];
  return [...new Set(problems)];
}

function followedProblems(settings: Settings, topology: ResolvedTopology): string[] {
  const { minInSyncReplicas, sessionTimeoutMs } = followedSettings;
  const [copies, session] = [settings[minInSyncReplicas], settings[sessionTimeoutMs]];
  const { replicationFactor, mode } = topology;
  const { min, max } = sessionTimeoutLimitsMs;
  const isWithin = (text: string, least: number, most: number): boolean =>
    /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
  return [
    ...(copies === undefined || isWithin(copies, 1, replicationFactor)
      ? []
      : [
          `${at} ${minInSyncReplicas}=${copies} is not possible with ${counted(replicationFactor, 'copy', 'copies')} of each partition; use ${replicationFactor === 1 ? '1' : `1-${replicationFactor}`}`,
        ]),
    ...(session === undefined || mode === 'zookeeper' || isWithin(session, min, max)
      ? []
      : [`${at} ${sessionTimeoutMs}=${session} is not possible; use ${min}-${max}`]),
  ];
}

function onceProblem(name: string): string | undefined {
  const topic = readOnce.find(([setting]) => setting.test(name))?.[1];
  return (
    topic &&
    `${at} has ${name}, which Kafka reads once, when it makes ${topic}: only a new cluster can have another`
  );
}

function secretProblem(name: string): string | undefined {
  if (!secret.test(name) && !namesSecret(name)) return undefined;
  return `${at} has ${name}, which holds or names a secret: klab would write it into files that everybody may read; drop it`;
}

/** In a topology's own file such a name is a remark; who changes a cluster by it means something that would not happen. */
function unknownNames(settings: Settings, now: Settings, topology: ResolvedTopology): string[] {
  const version = lockedVersions().find((known) => known === topology.kafkaVersion);
  if (version === undefined) return [];
  const listeners = new Set(topology.nodes.flatMap((node) => node.listeners.map(({ name }) => name)));
  const remarks = (given: Settings): string[] => unknownNameRemarks(given, version, [...listeners]);
  const before = new Set(remarks(now));
  // With the settings of now, since one of them may bring a plugin in that reads others.
  return remarks({ ...now, ...settings })
    .filter((remark) => !before.has(remark))
    .map((remark) => remark.replace(/^settings has/, `${at} has`));
}
