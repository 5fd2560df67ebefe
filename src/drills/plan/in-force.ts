/** What the drill's topic is really set to when something is broken: what is expected follows from that, not from what was asked for. */
import {
  topicSettings,
  settingsOfBrokers,
  type BrokerValues,
  type TopicSetting,
} from '../../client/kafkajs/settings-in-force.ts';
import { messageOf, RuntimeError } from '../../errors.ts';
import { brokersOf, type ResolvedTopology } from '../../kafka/node.ts';
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import type { DrillSettings } from './settings.ts';

/** Longest time that a fault waits for it, in milliseconds. */
const timeoutMs = 3_000;

const unclean = 'unclean.leader.election.enable';

/** Asks the brokers, and keeps what they said last. */
export class SettingsInForce {
  /** The drill's settings as they are in force. */
  current: DrillSettings;
  private readonly cluster: RunningCluster;
  private readonly onProblem: (text: string) => void;

  /** @param asked what the drill asked for. @param onProblem told why the brokers could not be asked. */
  constructor(cluster: RunningCluster, asked: DrillSettings, onProblem: (text: string) => void) {
    this.cluster = cluster;
    this.current = asked;
    this.onProblem = onProblem;
  }

  /** Asks again. What cannot be known stays as it was: a drill does not end for it. */
  async look(): Promise<DrillSettings> {
    const { topology } = this.cluster;
    const { topic } = this.current;
    const numbers = brokersOf(topology).map(({ number }) => number);
    try {
      const [ofTopic, ofBrokers] = await inTime(
        Promise.all([topicSettings(this.cluster, topic), settingsOfBrokers(this.cluster, numbers)]),
      );
      this.current = settingsInForce(this.current, topology, ofTopic, ofBrokers);
    } catch (error) {
      this.onProblem(`the settings in force are not known (${messageOf(error)}): those of before are taken`);
    }
    return this.current;
  }
}

/** Settings with what the brokers say laid over them; what allowed a loss once stays said. */
export function settingsInForce(
  asked: DrillSettings,
  topology: ResolvedTopology,
  ofTopic: ReadonlyMap<string, TopicSetting>,
  ofBrokers: ReadonlyMap<number, BrokerValues>,
): DrillSettings {
  const needed = Number(ofTopic.get('min.insync.replicas')?.value ?? asked.minInSyncReplicas);
  const removedBy = [...new Set([...(asked.removedBy ?? []), ...removers(ofTopic)])];
  return {
    ...asked,
    // Brokers never ask for more copies than a partition has.
    minInSyncReplicas: Math.min(needed, asked.replicationFactor),
    uncleanElection: asked.uncleanElection === true || electsUncleanly(topology, ofTopic, ofBrokers),
    ...(removedBy.length > 0 && { removedBy }),
  };
}

/** Settings by which brokers may remove records that nobody deleted, as `name=value`. */
function removers(ofTopic: ReadonlyMap<string, TopicSetting>): readonly string[] {
  const valueOf = (name: string): string => ofTopic.get(name)?.value ?? '';
  const policies = valueOf('cleanup.policy').split(',');
  return [
    ...(policies.includes('compact') ? [`cleanup.policy=${policies.join(',')}`] : []),
    ...(policies.includes('delete')
      ? ['retention.ms', 'retention.bytes'].flatMap((name) => {
          const value = valueOf(name);
          return value === '' || Number(value) < 0 ? [] : [`${name}=${value}`];
        })
      : []),
  ];
}

/**
 * Whether a copy that lacks records may become leader. Where the topic says nothing of it, that is decided by the setting
 * of whoever is the controller, which any broker or controller may become.
 */
function electsUncleanly(
  topology: ResolvedTopology,
  ofTopic: ReadonlyMap<string, TopicSetting>,
  ofBrokers: ReadonlyMap<number, BrokerValues>,
): boolean {
  const setting = ofTopic.get(unclean);
  if (setting?.value === 'true') return true;
  if (setting?.from === 'topic') return false;
  const controllers = topology.nodes.filter(({ role }) => role === 'controller');
  const ofControllers =
    setting?.from === 'cluster' ? [] : controllers.map(({ settings }) => settings[unclean]);
  return [...ofControllers, ...[...ofBrokers.values()].map((values) => values.get(unclean))].includes('true');
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new RuntimeError('client', `no answer within ${timeoutMs} ms`);
    timer = setTimeout(() => reject(error), timeoutMs);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
