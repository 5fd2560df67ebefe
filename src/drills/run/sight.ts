/** What the steps of a drill see of the cluster now: conditions, targets, and who leads what. */
import type { RunningCluster } from '../../cluster/running-cluster.ts';
import { isBroker, type LabNode } from '../../kafka/node.ts';
import { missingFor } from '../plan/conditions.ts';
import type { DrillCondition, DrillTarget } from '../plan/plan.ts';
import type { DrillSettings } from '../plan/settings.ts';
import { nodesOfTarget } from '../plan/targets.ts';
import type { Recorder } from '../record/recorder.ts';
import type { Observer } from '../watch/observer.ts';
import { Baseline } from './baseline.ts';

/** What it looks at. */
export interface SightOptions {
  readonly cluster: RunningCluster;
  readonly settings: DrillSettings;
  readonly observer: Observer;
  readonly recorder: Recorder;
  /** Whether client programs work beside the probers. */
  readonly besidePrograms: boolean;
}

/** Sees through the brokers, and through what they acknowledge. */
export class Sight {
  private readonly options: SightOptions;
  private readonly baseline: Baseline;
  private coordinator = -1;

  constructor(options: SightOptions) {
    this.options = options;
    this.baseline = new Baseline(options.settings.intervalMs, options.besidePrograms);
    options.recorder.onEvent((event) => {
      if (event.type === 'ack') this.baseline.acknowledged(event.partition, event.atMs);
      if (event.type === 'coordinator') this.coordinator = event.coordinator;
    });
  }

  /** Why the traffic is no baseline yet; undefined when it is. @param sinceMs when it began */
  lacksBaseline(sinceMs: number): string | undefined {
    const { settings, recorder } = this.options;
    const lacks = Array.from({ length: settings.partitions }, (_, partition) =>
      this.baseline.lacks(partition, recorder.nowMs(), sinceMs),
    );
    return lacks.find((reason) => reason !== undefined);
  }

  /** What is missing for a condition; undefined when it holds. @param sinceMs when the wait began */
  missing(condition: DrillCondition, lost: readonly LabNode[], sinceMs: number): string | undefined {
    const { cluster, settings, observer } = this.options;
    return missingFor(condition, {
      topology: cluster.topology,
      settings,
      lost,
      partitions: observer.partitions(),
      // A lost broker is no witness: one that is cut off from the controller goes on reporting a full ISR.
      opinions: (partition) =>
        observer.opinions(
          partition,
          lost.filter(isBroker).map(({ number }) => number),
        ),
      answering: observer.answering(),
      controller: observer.activeController(),
      lastAckMs: (partition) => this.baseline.lastAckMs(partition),
      sinceMs,
    });
  }

  /** The nodes of a target. @param last those that the last fault hit. @throws RuntimeError when the cluster has none now */
  nodesOf(target: DrillTarget, last: readonly LabNode[]): readonly LabNode[] {
    const { cluster, observer, settings } = this.options;
    return nodesOfTarget(target, {
      topology: cluster.topology,
      settings,
      partitions: observer.partitions(),
      controller: observer.activeController(),
      coordinator: this.coordinator,
      last,
    });
  }

  /** A node with what it leads. */
  described(node: LabNode): string {
    const { observer, settings } = this.options;
    const led = observer.partitions().filter(({ leader }) => isBroker(node) && leader === node.number);
    const roles = [
      ...led.map(({ partition }) => `leader of ${settings.topic}/${partition}`),
      ...(node.software === 'kafka' && observer.activeController() === node.number
        ? ['active controller']
        : []),
      ...(isBroker(node) && this.coordinator === node.number ? ['group coordinator'] : []),
    ];
    return roles.length === 0 ? node.id : `${node.id} (${roles.join(', ')})`;
  }
}
