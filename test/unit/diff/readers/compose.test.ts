/** Compose files as people write them, not only as klab does. */
import { expect, it } from 'vitest';
import { readCompose } from '../../../../src/diff/readers/compose.ts';
import { diffOf, inShort } from '../../../support/diff-models.ts';

const written = `
services:
  broker-1:
    image: apache/kafka:4.3.1
    environment:
      KAFKA_NODE_ID: 1
      KAFKA_PROCESS_ROLES: broker,controller
      KAFKA_LISTENERS: EXTERNAL://:9092,CONTROLLER://:9093
      KAFKA_ADVERTISED_LISTENERS: EXTERNAL://localhost:9092
      KAFKA_HEAP_OPTS: -Xmx256m -XX:+UseSerialGC
      GREETING: cost$$5
    ports: ['127.0.0.1:9092:9092']
    volumes: ['data:/var/lib/kafka']
volumes:
  data:
`;

it('a list of variables says the same as a map, in any order', () => {
  const asList = written
    .replace(/\n {6}(\w+): (.*)/g, '\n      - $1=$2')
    .replace(
      'KAFKA_LISTENERS=EXTERNAL://:9092,CONTROLLER://:9093',
      'KAFKA_LISTENERS=CONTROLLER://:9093,EXTERNAL://:9092',
    );
  expect(asList).toContain('- GREETING=cost$$5');
  expect(inShort(diffOf(readCompose(written, 'a'), readCompose(asList, 'b')))).toEqual([]);
});

it.each([
  ['KAFKA_NODE_ID: 1', 'KAFKA_NODE_ID: 2', ['broker-1: setting node.id 1 -> 2']],
  ['-Xmx256m', '-Xmx1g', ['broker-1: heap largest heap 256m -> 1g']],
  ['-XX:+UseSerialGC', '-XX:-UseSerialGC', ['broker-1: jvm -XX:UseSerialGC on -> off']],
  ['cost$$5', 'cost$$6', ['broker-1: environment GREETING cost$5 -> cost$6']],
  ["'data:/var", "'other:/var", ['broker-1: volume /var/lib/kafka data -> other']],
  ["'127.0.0.1:9092:9092'", "'9092:9092'", ['broker-1: port EXTERNAL address 127.0.0.1 -> every interface']],
  [
    "'127.0.0.1:9092:9092'",
    "'127.0.0.1:9095:9092'",
    ['broker-1: port EXTERNAL published as advertised -> 9095'],
  ],
  [
    'EXTERNAL://:9092,CONTROLLER://:9093',
    'EXTERNAL://:9092',
    ['broker-1: listener CONTROLLER address every interface, port 9093 -> none'],
  ],
])('%s becoming %s is one change', (from, to, expected) => {
  const changed = written.replace(from, to);
  expect(changed).not.toBe(written);
  const shown = inShort(diffOf(readCompose(written, 'a'), readCompose(changed, 'b')));
  expect(shown.map((line) => line.replace(/CONTROLLER (.*) -> none/, 'CONTROLLER $1 -> none'))).toEqual(
    expected,
  );
});

it('the folder of an agent’s jars is a matter of the machine', () => {
  const mounted = (volume: string): string => written.replace("['data:/var/lib/kafka']", `[${volume}]`);
  const file = mounted(
    `{ type: bind, source: '\${KLAB_JMX_AGENT:-./x}', target: /opt/klab/agent, read_only: true }`,
  );
  const there = mounted("'/home/me/agents/jmx:/opt/klab/agent'");
  expect(inShort(diffOf(readCompose(file, 'a'), readCompose(there, 'b')))).toEqual([]);
  expect(inShort(diffOf(readCompose(written, 'a'), readCompose(there, 'b')))).toHaveLength(2);
});

it('the folder of a node’s secrets is a matter of the machine', () => {
  const mounted = (volume: string): string => written.replace("['data:/var/lib/kafka']", `[${volume}]`);
  const file = mounted(
    `{ type: bind, source: '\${KLAB_SECRETS:-./secrets}/broker-1', target: /run/klab/secrets, read_only: true }`,
  );
  const there = mounted("'/home/me/.klab/instances/x/secrets/nodes/broker-1:/run/klab/secrets'");
  expect(inShort(diffOf(readCompose(file, 'a'), readCompose(there, 'b')))).toEqual([]);
  expect(inShort(diffOf(readCompose(written, 'a'), readCompose(there, 'b')))).toHaveLength(2);
});

it('says of what is no compose file that it is none', () => {
  expect(() => readCompose('hello: world\n', 'x.yaml')).toThrow(
    'x.yaml is no compose file: it has no services',
  );
  expect(() => readCompose('services: 5\n', 'x.yaml')).toThrow('x.yaml is no compose file');
  expect(() => readCompose('', 'x.yaml')).toThrow('x.yaml is no compose file');
});

it('where a dynamic quorum is counts as a setting of whoever reads the file, and what others mount there is theirs', () => {
  const mounting = written.replace(
    "'data:/var/lib/kafka'",
    "'data:/var/lib/kafka', './conf:/mnt/shared/config'",
  );
  const at = (address: string) => `# a header\ncontroller.quorum.bootstrap.servers=${address}\n`;
  const among = (one: string, other: string, before: string, after: string) =>
    inShort(diffOf(readCompose(one, 'a', before), readCompose(other, 'b', after)));
  expect(among(mounting, mounting, at('c:1'), at('d:1'))).toEqual([
    'broker-1: setting controller.quorum.bootstrap.servers c:1 -> d:1',
  ]);
  expect(among(mounting, mounting.replace('./conf', '/elsewhere'), at('c:1'), at('c:1'))).toEqual([]);
  expect(among(mounting, mounting.replace('./conf', './other'), '', '')).toEqual([
    'broker-1: volume /mnt/shared/config ./conf -> ./other',
  ]);
  expect(among(written, written, at('c:1'), at('d:1'))).toEqual([]);
});
