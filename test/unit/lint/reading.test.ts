/** Compose files in all the ways in which they are written: variables, other files, several files, dialects of images. */
import { describe, expect, it } from 'vitest';
import { lintFiles, type LintResult } from '../../../src/lint/lint.ts';
import { lint, withZooKeeper } from '../../support/compose-files.ts';
import { set } from '../../support/foreign-manifests.ts';

describe('a file is read as compose reads it', () => {
  const broken = 'transactions-refused';
  const rules = (result: LintResult): readonly string[] => result.findings.map(({ rule }) => rule);

  it('with variables, files of variables, and what it extends', () => {
    const base = withZooKeeper.replace('      - KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1\n', '');
    const variable = base.replace("volumes: ['kafka:", "env_file: [./kafka.env]\n    volumes: ['kafka:");
    expect(rules(lint(variable, { 'kafka.env': 'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1\n' }))).toEqual([]);
    expect(rules(lint(variable, { 'kafka.env': 'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=2\n' }))).toContain(
      broken,
    );
    expect(lint(variable).notes.join()).toContain('kafka.env is not there');
    const completed = withZooKeeper.replace('MIN_ISR=1', 'MIN_ISR=${ISR:-1}');
    expect(rules(lint(completed))).toEqual([]);
    expect(rules(lint(completed, { '.env': 'ISR=2' }))).toContain(broken);
    const unset = lint(withZooKeeper.replace('cp-kafka:7.5.0', 'cp-kafka:${TAG}'));
    expect(unset.notes.join()).toContain('TAG has no value');
    const extending = base.replace(
      'image: confluentinc/cp-kafka:7.5.0',
      'extends: { file: base.yml, service: k }',
    );
    const of = (value: number): Readonly<Record<string, string>> => ({
      'base.yml': `services: { k: { image: 'confluentinc/cp-kafka:7.5.0', environment: { KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: ${value} } } }`,
    });
    expect(rules(lint(extending, of(1)))).toEqual([]);
    expect(rules(lint(extending, of(2)))).toContain(broken);
    expect(lint(extending).notes.join()).toContain('which is not there');
  });

  it('with files of variables in all the ways in which compose takes them', () => {
    const base = withZooKeeper.replace('      - KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1\n', '');
    const file = base.replace("volumes: ['kafka:", "env_file: [./kafka.env]\n    volumes: ['kafka:");
    const isBroken = (text: string): boolean => rules(lint(file, { 'kafka.env': text })).includes(broken);
    const name = 'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR';
    const ways = [
      `${name}: `,
      `\uFEFF# of the team\r\nexport ${name} = `,
      `KAFKA_LEFT_TO_THE_SHELL\n${name}=`,
      `PASSWORD='a\${b: c'\n${name}:`,
      `TEXT="one\ntwo: 2\n"\n${name}=`,
    ];
    expect(ways.filter((way) => !isBroken(`${way}2\r\n`))).toEqual([]);
    expect(ways.filter((way) => isBroken(`${way}1 # alone\r\n`))).toEqual([]);
    expect(isBroken(`ISR=2\n${name}=\${ISR}\n`)).toBe(true);
    expect(isBroken(`ISR=1\n${name}="\${ISR}"\n`)).toBe(false);
    const demanding = lint(withZooKeeper.replace('cp-kafka:7.5.0', 'cp-kafka:${TAG:?say which}'));
    expect(demanding.notes.join()).toContain('compose starts nothing without one (say which)');
  });

  it('with files that it includes, whose own files are beside them', () => {
    const main = 'include: [parts/kafka.yml, { path: [gone.yml] }]\nservices: { ui: { image: "ui:1" } }\n';
    const base = withZooKeeper.replace('      - KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1\n', '');
    const part = base.replace("volumes: ['kafka:", "env_file: kafka.env\n    volumes: ['kafka:");
    const beside = (path: string, from: string): string | undefined =>
      from === 'parts/kafka.yml' && path === 'kafka.env'
        ? 'KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=2\n'
        : undefined;
    const files = new Map([
      ['compose.yml', main],
      ['parts/kafka.yml', part],
    ]);
    const { findings, clusters, notes } = lintFiles(files, beside);
    expect(clusters).toEqual([['kafka']]);
    expect(findings.find(({ rule }) => rule === broken)).toMatchObject({ file: 'parts/kafka.yml' });
    expect(notes).toEqual(['compose.yml includes gone.yml, which is not there']);
  });

  it('without guessing what a loop of a script makes of the voters', () => {
    const loop = `VOTERS=""
              for i in $(seq 0 2); do VOTERS="$VOTERS$i@kafka-$i.kafka-headless:9093,"; done
              export KAFKA_CONTROLLER_QUORUM_VOTERS=\${VOTERS%,}
              exec /etc`;
    const text = set
      .replace('exec /etc', loop)
      .replace(/ {12}- name: KAFKA_CONTROLLER_QUORUM_VOTERS\n.*\n/, '');
    const found = lintFiles(new Map([['set.yaml', text]]), () => undefined).findings;
    expect(found.map(({ rule }) => rule)).not.toContain('voters-mismatch');
  });

  it('with the line of a service, not of another that waits for it', () => {
    const file = `networks:
  kafka: {}
services:
  app:
    image: app:1
    depends_on:
      kafka:
        condition: service_started
  kafka:
    image: apache/kafka
`;
    const { findings } = lint(file);
    expect(findings.map(({ rule, line }) => `${rule} ${line}`)).toEqual([
      'image-floats 10',
      'data-not-kept 9',
    ]);
  });

  it('with properties that are mounted, and settings of its command', () => {
    const file = `services:
  kafka:
    image: apache/kafka:4.3.1
    volumes: ['./server.properties:/etc/kafka/server.properties:ro', 'd:/data']
`;
    const properties =
      'node.id=1\nprocess.roles=broker,controller\ntransaction.state.log.replication.factor=1\n';
    const said = (min: number): LintResult =>
      lint(file, { 'server.properties': `${properties}transaction.state.log.min.isr=${min}` });
    expect(rules(said(1))).toEqual([]);
    expect(rules(said(2))).toContain(broken);
    const command = file.replace(
      "    volumes: ['./server.properties:/etc/kafka/server.properties:ro', 'd:/data']\n",
      `    volumes: ['d:/data']
    command: kafka-server-start.sh x --override node.id=1 --override transaction.state.log.replication.factor=1 --override transaction.state.log.min.isr=2
`,
    );
    expect(rules(lint(command))).toContain(broken);
  });

  it('with a folder of configurations that is mounted, and says when it is not there', () => {
    const file = `services:
  kafka:
    image: apache/kafka:4.3.1
    environment: { KAFKA_NODE_ID: 1, KAFKA_LISTENERS: 'OUT://:9092' }
    volumes: ['./conf:/mnt/shared/config', './log4j.properties:/opt/kafka/config/log4j.properties', 'd:/data']
`;
    const known = lint(file, { 'conf/server.properties': 'listener.security.protocol.map=OUT:PLAINTEXT' });
    expect(known).toMatchObject({ findings: [], notes: [] });
    const wrong = lint(file, { 'conf/server.properties': 'listener.security.protocol.map=IN:PLAINTEXT' });
    expect(rules(wrong)).toContain('listener-unmapped');
    expect(lint(file)).toMatchObject({
      findings: [],
      notes: ['kafka mounts conf/server.properties, which is not there, so its settings are not known'],
    });
  });

  it('with a word that is there twice, of which the last one holds', () => {
    const twice = withZooKeeper.replace(
      "    volumes: ['kafka",
      "    ports: ['9093:9092']\n    volumes: ['kafka",
    );
    expect(lint(twice)).toMatchObject({
      findings: [{ rule: 'advertised-not-published' }],
      notes: ['compose.yml, line 17 says again what is said above, which compose does not read'],
    });
  });

  it('with as many anchors as a large file has, and not with endless ones', () => {
    const all = Array.from({ length: 200 }, (_, index) => `  s${index}: { <<: *b, image: 'a:1' }\n`).join('');
    const anchors = `x-a: &a { restart: always }\nx-b: &b { <<: *a, depends_on: { c: *a, d: *a, e: *a } }\nservices:\n${all}`;
    expect(lint(anchors).clusters).toEqual([]);
    const endless = Array.from(
      { length: 9 },
      (_, index) => `x-${index + 1}: &x${index + 1} [${`*x${index}, `.repeat(9)}]\n`,
    );
    expect(() => lint(`x-0: &x0 [a]\n${endless.join('')}services: {}\n`)).toThrow(
      'compose.yml refers to its own parts more than 100000 times',
    );
  });

  it('from several files, of which the last one wins and has the line', () => {
    const over = 'services:\n  kafka:\n    environment: { KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 2 }\n';
    const files = new Map([
      ['a.yml', withZooKeeper],
      ['b.yml', over],
    ]);
    const { findings } = lintFiles(files, () => undefined);
    expect(findings).toEqual([expect.objectContaining({ rule: broken, file: 'b.yml', line: 3 })]);
  });

  it('and Bitnami’s, wurstmeister’s, in either form of a port', () => {
    const bitnami = `services:
  kafka:
    image: bitnami/kafka:3.7
    ports: [{ target: 9094, published: 9095 }]
    environment:
      - KAFKA_CFG_NODE_ID=0
      - KAFKA_CFG_PROCESS_ROLES=controller,broker
      - KAFKA_CFG_CONTROLLER_QUORUM_VOTERS=0@kafka:9093
      - KAFKA_CFG_CONTROLLER_LISTENER_NAMES=CONTROLLER
      - KAFKA_CFG_LISTENERS=PLAINTEXT://:9092,CONTROLLER://:9093,OUT://:9094
      - KAFKA_CFG_ADVERTISED_LISTENERS=PLAINTEXT://kafka:9092,OUT://localhost:9094
      - KAFKA_CFG_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,OUT:PLAINTEXT
    volumes: ['kafka:/bitnami/kafka']
`;
    expect(lint(bitnami).findings).toEqual([
      expect.objectContaining({ rule: 'advertised-not-published', line: 11 }),
    ]);
    expect(rules(lint(bitnami.replace('published: 9095', 'published: 9094')))).toEqual([]);
  });

  it.each([
    ['apiVersion: v1\nkind: {{ .Kind }}\n', 'line 1 is a template, and no manifest yet'],
    ['kind: Service\n', 'is no compose file, but a Service of Kubernetes'],
    ['- a\n', 'is no compose file'],
    ['services: [\n', 'line 2 is not readable as YAML'],
  ])('and is refused where it is none', (text, problem) => {
    expect(() => lint(text)).toThrow(problem);
  });

  it('says so where there is no Kafka', () => {
    expect(lint('services: { db: { image: "postgres:15" } }')).toMatchObject({
      clusters: [],
      notes: [expect.stringContaining('no Kafka')],
    });
  });
});
