/** Java's client runs with its own defaults, which Kafka's verifiable programs turn off, and with a person's settings. */
import { expect, it } from 'vitest';
import { javaClient, verifiableFlags } from '../../../../src/app/clients/java.ts';
import type { SubjectTask } from '../../../../src/drills/subjects/subject.ts';

const task: SubjectTask = {
  role: 'consumer',
  bootstrap: ['h:1'],
  topic: 't',
  groupId: 'g',
  keys: 3,
  recordsPerSecond: 20,
};

it.each([
  [{}, '--enable-autocommit --session-timeout 45000'],
  [{ 'group.protocol': 'consumer' }, '--enable-autocommit --group-protocol consumer'],
  [{ 'enable.auto.commit': 'false', 'session.timeout.ms': '6000' }, '--session-timeout 6000'],
  [
    { 'partition.assignment.strategy': 'Mine', 'group.instance.id': 'one' },
    '--enable-autocommit --session-timeout 45000 --assignment-strategy Mine --group-instance-id one',
  ],
])('a consumer that is set to %j reads with the rest of its own defaults', (properties, flags) => {
  const given = '--bootstrap-server h:1 --topic t --group-id g --command-config file';
  expect(verifiableFlags(task, properties, 'file').join(' ')).toBe(`${given} ${flags}`);
});

it('a producer tries again, as it does by default', () => {
  expect(verifiableFlags({ ...task, role: 'producer' }, {}, undefined).join(' ')).toBe(
    '--bootstrap-server h:1 --topic t --throughput 20 --value-prefix 0 --repeating-keys 3',
  );
  expect(javaClient.defaults).toEqual({ retries: '2147483647' });
});
