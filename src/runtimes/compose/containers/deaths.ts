/** Hears of every node that ends while a cluster starts, from the engine's events: no polling, and none is missed. */
import { marks } from '../../../kafka/marks.ts';
import { createInterface } from 'node:readline';
import { dockerStream } from '../../docker/docker.ts';

/** A node that ended. */
export interface Death {
  readonly nodeId: string;
  readonly exitCode: number;
}

/** What was heard so far. */
export interface DeathWatch extends Disposable {
  /** The first node that ended. */
  first(): Death | undefined;
  /** Forgets it, since the node was started again. */
  forgive(): void;
  /** True when the engine sends no events any more. */
  engineGone(): boolean;
  /** Fires at the first death, or when the engine is gone. */
  readonly signal: AbortSignal;
}

/** @param since the engine's own time, ISO 8601; what ended before it does not count. */
export function watchDeaths(instanceId: string, since: string): DeathWatch {
  const end = new AbortController();
  const alarm = new AbortController();
  let death: Death | undefined;
  let gone = false;
  const label = `label=${marks.instance}=${instanceId}`;
  const filters = ['--filter', label, '--filter', 'event=die', '--format', '{{json .Actor.Attributes}}'];
  const child = dockerStream(['events', '--since', since, ...filters], end.signal);
  createInterface({ input: child.stdout }).on('line', (line) => {
    death ??= parseDeath(line);
    if (death !== undefined) alarm.abort();
  });
  const notice = async (): Promise<void> => {
    await child;
    gone = !end.signal.aborted;
    if (gone) alarm.abort();
  };
  void notice();
  return {
    first: () => death,
    forgive() {
      death = undefined;
    },
    engineGone: () => gone,
    signal: alarm.signal,
    [Symbol.dispose]: () => end.abort(),
  };
}

/** Reads the attributes of a `die` event; what is no node of the lab is left out. */
export function parseDeath(line: string): Death | undefined {
  const attributes = JSON.parse(line) as Readonly<Record<string, string>>;
  const nodeId = attributes[marks.node];
  return nodeId === undefined ? undefined : { nodeId, exitCode: Number(attributes['exitCode']) };
}
