import { expect, it } from 'vitest';
import { parseMarkedInstances, parseProcesses } from '../../../../src/runtimes/local/processes.ts';

const dir = '/home/someone/my lab/instances/multi-broker-local';
const line = (pid: number, state: string, command: string): string =>
  `${String(pid).padStart(7)} ${state.padEnd(4)} ${command}`;
const node = (id: string): string =>
  `/usr/bin/java -Dklab.instance=${dir} -Dklab.node=${id} -Xmx256m kafka.Kafka x`;

it('finds the nodes of this instance only', () => {
  const output = [
    line(1, 'Ss', '/sbin/init'),
    line(11, 'Sl', node('broker-1')),
    line(12, 'Sl', node('broker-2').replace('multi-broker-local', 'multi-broker-local-2000')),
    line(13, 'S', `grep -Dklab.instance=${dir}`),
  ].join('\n');
  expect(parseProcesses(output, dir)).toEqual([{ nodeId: 'broker-1', pid: 11, paused: false }]);
});

it('tells paused nodes from running ones', () => {
  expect(parseProcesses(line(7, 'Tl', node('broker-3')), dir)).toEqual([
    { nodeId: 'broker-3', pid: 7, paused: true },
  ]);
});

it('leaves out what has ended and is not reaped', () => {
  expect(parseProcesses(line(7, 'Zs', node('broker-3')), dir)).toEqual([]);
  // Its first thread has ended; until the others have, its ports are taken.
  expect(parseProcesses(line(7, 'Zl', node('broker-3')), dir)).toMatchObject([{ nodeId: 'broker-3' }]);
});

it('finds instances of this home by their processes alone', () => {
  const other = node('broker-1').replace('multi-broker-local', 'single-broker-local-200');
  const output = [line(11, 'Sl', node('broker-1')), line(12, 'Sl', other), line(13, 'S', 'sleep 5')].join(
    '\n',
  );
  expect(parseMarkedInstances(output, '/home/someone/my lab/instances')).toEqual([
    'multi-broker-local',
    'single-broker-local-200',
  ]);
  expect(parseMarkedInstances(output, '/home/someone/instances')).toEqual([]);
});
