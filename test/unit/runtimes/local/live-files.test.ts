import { expect, it } from 'vitest';
import { startedProcess } from '../../../../src/runtimes/local/live-files.ts';

const dir = '/home/a b/.klab/instances/shop-local';
const planned = { id: 'broker-1', mainClass: 'kafka.Kafka' };

function line(nodeId: string, rest: string): string {
  return `  4711 Sl   java -Dklab.instance=${dir} -Dklab.node=${nodeId} ${rest}`;
}

it('finds the flags and the settings file of a node, also below a folder with a space', () => {
  const output = [
    line('broker-11', '-Xmx1g kafka.Kafka /elsewhere/broker-11.properties'),
    line(
      'broker-1',
      `-Xmx256m -XX:SharedArchiveFile=/home/a b/x.jsa kafka.Kafka ${dir}/files/broker-1.properties`,
    ),
  ].join('\n');
  expect(startedProcess(output, dir, planned)).toEqual({
    flags: ['-Xmx256m', '-XX:SharedArchiveFile=/home/a b/x.jsa'],
    config: `${dir}/files/broker-1.properties`,
  });
});

it('finds none where the node does not run', () => {
  expect(startedProcess(line('broker-11', '-Xmx1g kafka.Kafka x'), dir, planned)).toBeUndefined();
  expect(startedProcess('', dir, planned)).toBeUndefined();
});
