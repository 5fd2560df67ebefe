/** An instance belongs to no Java: its nodes run on whichever is there when they are started. */
import { processMarks } from '../../../src/kafka/marks.ts';
import { afterEach, expect, it } from 'vitest';
import { parsePs, psOutput } from '../../../src/runtimes/host/ps.ts';
import { instanceDir } from '../../../src/runtimes/instances.ts';
import { testCluster } from '../../support/cluster.ts';
import { javasHere } from '../../support/javas.ts';
import { resolved } from '../../support/topologies.ts';

const before = process.env['KLAB_JAVA'];
afterEach(() => {
  if (before === undefined) delete process.env['KLAB_JAVA'];
  else process.env['KLAB_JAVA'] = before;
});

const javas = await javasHere();

it.skipIf(javas.length < 2)(
  `a broker goes on with the data of another Java, there and back (Java ${javas.map(({ majorVersion }) => majorVersion).join(', ')} here)`,
  async () => {
    const [first, second = first] = javas;
    process.env['KLAB_JAVA'] = first.path;
    await using cluster = await testCluster(resolved('single-broker'), { portOffset: 12_550 });
    const runsOn = async (): Promise<string | undefined> => {
      const mark = processMarks(instanceDir(cluster.instance.id), 'broker-1').join(' ');
      return parsePs(await psOutput())
        .find(({ command }) => command.includes(mark))
        ?.command.split(' ')[0];
    };
    expect(await runsOn()).toBe(first.path);
    for (const java of [second, first]) {
      process.env['KLAB_JAVA'] = java.home ?? '';
      await cluster.kill('broker-1');
      await cluster.start('broker-1');
      await expect.poll(() => cluster.status()).toMatchObject([{ state: 'running' }]);
      const answers = (): Promise<boolean> =>
        cluster.probeListener('broker-1', 'EXTERNAL').then(
          () => true,
          () => false,
        );
      await expect.poll(answers).toBe(true);
      expect(await runsOn()).toContain(java.home ?? '');
    }
  },
);
