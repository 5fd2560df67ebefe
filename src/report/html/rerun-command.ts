/** The command lines that run a recorded drill again, with every choice that its recording shows. */
import { faults } from '../../drills/faults/index.ts';
import type { DrillRecording } from '../../drills/record/recording.ts';
import { shellWord } from '../../words.ts';

/** One line for a shell to bring the topology up, one to break it. */
export function rerunCommands(recording: DrillRecording): readonly [up: string, drill: string] {
  const { drill, runtime, topology, history } = recording;
  const { settings } = history;
  const isolates = history.events.some(
    (event) => event.type === 'fault' && faults[event.fault].cutsOff !== undefined,
  );
  const traffic = {
    '--rate': Math.round(1_000 / settings.intervalMs),
    '--partitions': settings.partitions,
    '--replication-factor': settings.replicationFactor,
    '--min-isr': settings.minInSyncReplicas,
    '--acks': settings.acks,
    '--consumers': settings.consumers,
    ...(settings.recordBytes > 0 && { '--record-size': settings.recordBytes }),
  };
  const up = [
    'klab',
    'up',
    topology.name,
    '--on',
    runtime,
    '--session-timeout',
    `${topology.sessionTimeoutMs}ms`,
  ];
  // Elsewhere every node can be cut off.
  if (isolates && runtime === 'local') up.push('--isolatable');
  const words = ['klab', 'drill', topology.name, drill, ...Object.entries(traffic).flat().map(String)];
  if (settings.idempotent) words.push('--idempotent');
  if (settings.transactions) words.push('--transactions');
  return [line(up), line(words)];
}

function line(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
