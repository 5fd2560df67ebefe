/** Smoke check: every advertised listener answers from where it is meant to be used, and names every broker rightly. */
import { brokersOf, listenersOn, nodesShareHost, type LabNode, type Listener } from '../../kafka/node.ts';
import type { Instance } from '../../cluster/instance.ts';
import type { ListenerAnswer } from '../../cluster/capabilities.ts';
import { wayInto } from '../../kafka/security/listener.ts';
import { securityOfListener } from '../../kafka/security/settings.ts';
import { counted, said } from '../../words.ts';
import { failOn, type CheckContext, type SmokeCheck } from '../kit/check.ts';
import { listenerWords, manyAsksMs, thoseToAsk } from './listeners-to-ask.ts';

/** What one listener of one broker said, or why it said nothing. */
export interface ListenerObservation {
  readonly broker: string;
  readonly listener: Listener;
  readonly answer?: ListenerAnswer;
  readonly error?: string;
}

/** A wrong advertised address is Kafka's most common trap: the first contact works, every next one fails. */
export const listenersAnswer: SmokeCheck = {
  name: 'listeners-answer',
  claim:
    'Every advertised listener answers from where it is meant to be used, and names every broker at its address.',
  timeoutMs: manyAsksMs,
  onlyReads: true,
  async run(context) {
    const { instance } = context.cluster;
    context.note('asking every listener of every broker');
    const all = brokersOf(instance.topology).flatMap((broker) =>
      clientListeners(broker, instance).map((listener) => ({ broker, listener })),
    );
    const { asked, notAsked } = await thoseToAsk(context, all);
    const observations = await Promise.all(
      asked.map(({ broker, listener }) => observe(context, broker, listener)),
    );
    failOn(observations.flatMap((seen) => judgeListener(instance, seen)));
    const names = [
      ...new Set(asked.map(({ listener }) => `${listenerWords(listener)}${spoken(instance, listener)}`)),
    ].join(', ');
    return `${counted(asked.length, 'listener')} of ${counted(brokersOf(instance.topology).length, 'broker')} answered: ${names}${notAsked}`;
  },
};

/** How a listener was spoken to; of plain text there is nothing to say. */
function spoken({ topology: { security } }: Instance, { name }: Listener): string {
  const secured = security && securityOfListener(name, security);
  return secured === undefined || secured.protocol === 'PLAINTEXT' ? '' : ` by ${wayInto(secured)}`;
}

function clientListeners(broker: LabNode, instance: Instance): readonly Listener[] {
  return listenersOn(broker, instance.runtime).filter(({ reach }) => reach !== 'quorum');
}

async function observe(
  context: CheckContext,
  broker: LabNode,
  listener: Listener,
): Promise<ListenerObservation> {
  try {
    const answer = await context.cluster.probeListener(broker.id, listener.name);
    return { broker: broker.id, listener, answer };
  } catch (error) {
    return { broker: broker.id, listener, error: (error as Error).message };
  }
}

/** What is wrong with one listener's answer; empty when nothing is. */
export function judgeListener(instance: Instance, seen: ListenerObservation): string[] {
  const who = `${seen.broker} ${seen.listener.name}`;
  if (seen.answer === undefined)
    return [`${who}${spoken(instance, seen.listener)} does not answer: ${seen.error ?? 'no reason given'}`];
  const { clusterId, advertised } = seen.answer;
  const brokers = brokersOf(instance.topology);
  const strange = [...advertised.keys()].filter((number) =>
    brokers.every((broker) => broker.number !== number),
  );
  const distinct = new Set(advertised.values()).size;
  return said(
    instance.clusterId !== undefined &&
      clusterId !== instance.clusterId &&
      `${who} answers as cluster ${clusterId}, not ${instance.clusterId}`,
    ...brokers.flatMap((broker) => judgeAddress(instance, broker, seen.listener.name, who, advertised)),
    strange.length > 0 && `${who} names broker ${strange.join(', ')}, which the topology does not have`,
    distinct !== advertised.size && `${who} names ${advertised.size} brokers at ${distinct} addresses`,
  );
}

function judgeAddress(
  instance: Instance,
  broker: LabNode,
  listenerName: string,
  who: string,
  advertised: ReadonlyMap<number, string>,
): string[] {
  const address = advertised.get(broker.number);
  if (address === undefined) return [`${who} does not name ${broker.id}`];
  const listener = clientListeners(broker, instance).find(({ name }) => name === listenerName);
  if (listener === undefined) return [];
  const known = instance.addresses?.[broker.id];
  if (known !== undefined) {
    return address === known ? [] : [`${who} names ${broker.id} at ${address}, not at ${known}`];
  }
  const { host, port } = expectedAddress(instance, listener);
  const colon = address.lastIndexOf(':');
  const fits =
    address.slice(colon + 1) === String(port) && (host === undefined || address.slice(0, colon) === host);
  return fits ? [] : [`${who} names ${broker.id} at ${address}, not at ${host ?? 'its host'}:${port}`];
}

/**
 * The address at which a broker should be advertised on a listener.
 * The host is known where the design fixes it: on the host itself, and wherever all nodes share one.
 */
export function expectedAddress(instance: Instance, listener: Listener): { host?: string; port: number } {
  const sharesHost = nodesShareHost(instance.topology, instance.runtime);
  const published = sharesHost || listener.reach !== 'cluster';
  // Nodes that can be cut off give one another names, as those in containers do.
  const hasNames = !sharesHost || instance.isolatable === true;
  return {
    ...((!hasNames || listener.reach === 'host') && { host: '127.0.0.1' }),
    port: listener.port + (published ? instance.portOffset : 0),
  };
}
