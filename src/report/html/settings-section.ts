/** The end of a report: with what the drill ran, and the lines that run it again. */
import type { DrillResult } from '../../drills/run/run-drill.ts';
import { modeNames } from '../../kafka/versions/versions.ts';
import { configsNamed } from '../../kafka/topic-settings.ts';
import { perSecond } from '../text/load-text.ts';
import { humanDuration } from '../text/table.ts';
import { html, type Html } from './html.ts';
import { rerunCommands } from './rerun-command.ts';

/** A setting with its value. */
export type Setting = readonly [name: string, value: string];

/** What a drill ran with, in the order in which people ask. */
export function settingsOf({
  drill,
  runtime,
  topology,
  klabVersion,
  history,
  verdict,
}: DrillResult): readonly Setting[] {
  const { settings } = history;
  return [
    ['Drill', drill],
    ['Topology', topology.name],
    ['Runtime', runtime],
    ['Kafka', topology.kafkaVersion],
    ['Metadata', modeNames[topology.mode]],
    ['Session timeout', humanDuration(topology.sessionTimeoutMs)],
    ['Nodes', nodesOf(topology.nodes)],
    ['Partitions', String(settings.partitions)],
    ['Replication factor', String(settings.replicationFactor)],
    ['min.insync.replicas', String(settings.minInSyncReplicas)],
    ['acks', String(settings.acks)],
    ['Producers', settings.idempotent ? 'idempotent' : 'not idempotent'],
    ['Rate', `${Math.round(1_000 / settings.intervalMs)} records/s asked for to each partition`],
    [
      'Rate reached',
      `${perSecond(verdict.load.reached)} of ${perSecond(verdict.load.asked)} records/s in all${verdict.load.isReached ? '' : ': NOT reached'}`,
    ],
    ['Record size', settings.recordBytes === 0 ? 'just the number' : `${settings.recordBytes} bytes`],
    ['Consumer group', settings.consumers === 0 ? 'none' : `${settings.consumers} members`],
    ['Transactions', settings.transactions ? 'yes' : 'no'],
    ...(settings.pinned === undefined ? [] : [['Topic set to', configsNamed(settings.pinned)] as const]),
    ['klab', klabVersion],
  ];
}

/** `3 combined, 2 zookeeper`. */
function nodesOf(nodes: DrillResult['topology']['nodes']): string {
  const roles = [...new Set(nodes.map(({ role }) => role))];
  return roles.map((role) => `${nodes.filter((node) => node.role === role).length} ${role}`).join(', ');
}

/** Settings and command line. */
export function settingsSection(result: DrillResult): Html {
  const { topology, expectation } = result;
  return html`<section>
    <h2>How it was run</h2>
    <div class="card">
      <dl class="settings">
        ${settingsOf(result).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
        <dt>Expected</dt>
        <dd>${expectation.survives ? 'writes go on' : 'writes need not go on'} (${expectation.because})</dd>
        <dt>Topic</dt>
        <dd>${result.history.settings.topic}</dd>
        <dt>Members</dt>
        <dd>
          ${topology.nodes.map(({ id, rack }) => (rack === undefined ? id : `${id} (${rack})`)).join(', ')}
        </dd>
      </dl>
      <h3 style="margin-top:16px">Run it again</h3>
      <pre><code>${rerunCommands(result).join('\n')}</code></pre>
    </div>
  </section>`;
}
