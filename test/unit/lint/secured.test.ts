/** What is wrong with secured files and with ways into Kubernetes: a right one of each, and each rule with the one line that breaks it. */
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../../src/lint/lint.ts';
import { lint } from '../../support/compose-files.ts';
import { set } from '../../support/foreign-manifests.ts';
import {
  jaasFile,
  securedBitnami,
  securedKraft,
  securedStrimzi,
  securedWithJaasFile,
} from '../../support/secured-files.ts';

const right = securedKraft
  .replace('User:admin;User:ANONYMOUS', 'User:admin;User:controller')
  .replace(/ +KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM.*\n/, '');

const strimzi = securedStrimzi.replace(/ +- \{ name: plain.*\n/, '');

const ofSecurity =
  /^(brokers-not-super-users|plain-beside-rules|sasl-without-\w+|tls-without-keystore|names-not-checked|listener-setting-unknown|outside-not-told|machine-shared)$/;

describe('a right file', () => {
  it.each([right, securedBitnami, strimzi, set])('has nothing of these: %#', (text) => {
    const found = lint(text).findings.filter(({ rule }) => ofSecurity.test(rule));
    expect(found).toEqual([]);
  });

  it("of Strimzi's may not have a plain listener beside rules", () => {
    const [found] = lint(securedStrimzi).findings.filter(({ rule }) => ofSecurity.test(rule));
    expect(found).toMatchObject({ rule: 'plain-beside-rules', text: expect.stringMatching(/by PLAIN-9092/) });
  });

  it('may say who comes in a file, which is there or not', () => {
    const rules = (beside: Readonly<Record<string, string>>): readonly string[] =>
      lint(securedWithJaasFile, beside).findings.map(({ rule }) => rule);
    expect(rules({ 'jaas.conf': jaasFile }).filter((rule) => ofSecurity.test(rule))).toEqual([]);
    expect(rules({}).filter((rule) => ofSecurity.test(rule))).toEqual([]);
  });

  it('may have its passwords from variables', () => {
    const text = right.replaceAll(/"?hunter2"?/g, '$$PW');
    const beside = { '.env': 'PW=hunter2' };
    expect(lint(right).findings.map(({ rule }) => rule)).toContain('password-shown');
    expect(lint(text, beside).findings.map(({ rule }) => rule)).not.toContain('password-shown');
  });
});

describe('a file with one thing changed', () => {
  it.each<[rule: string, risk: string, from: string | RegExp, to: string]>([
    ['brokers-not-super-users', 'high', ';User:controller', ''],
    ['brokers-not-super-users', 'high', 'CTL:SASL_PLAINTEXT', 'CTL:PLAINTEXT'],
    ['brokers-not-super-users', 'high', /KAFKA_SUPER_USERS: .*/g, 'OTHER: 1'],
    ['plain-beside-rules', 'medium', 'CLIENT:SASL_SSL', 'CLIENT:PLAINTEXT'],
    ['sasl-without-mechanism', 'high', 'KAFKA_SASL_ENABLED_MECHANISMS', 'OTHER'],
    [
      'sasl-without-mechanism',
      'high',
      'MECHANISM_CONTROLLER_PROTOCOL: PLAIN',
      'MECHANISM_CONTROLLER_PROTOCOL: GSSAPI',
    ],
    ['sasl-without-jaas', 'high', 'KAFKA_LISTENER_NAME_CTL_PLAIN_SASL_JAAS_CONFIG', 'OTHER'],
    ['tls-without-keystore', 'high', /KAFKA_SSL_KEYSTORE_\w+/g, 'OTHER'],
    [
      'names-not-checked',
      'medium',
      'KAFKA_SSL_CLIENT_AUTH',
      "KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM: ' '\n      KAFKA_SSL_CLIENT_AUTH",
    ],
    ['listener-setting-unknown', 'medium', 'LISTENER_NAME_CTL_SASL', 'LISTENER_NAME_CONTROL_SASL'],
  ])('%s, %s', (rule, risk, from, to) => {
    const text = right.replaceAll(from, to);
    expect(text).not.toBe(right);
    expect(lint(right).findings.map((one) => one.rule)).not.toContain(rule);
    const found = lint(text).findings.find((one) => one.rule === rule);
    expect(found).toMatchObject({ risk, nodes: ['kafka1'] });
    expect(text.split('\n')[found!.line - 1]?.trim()).not.toBe('');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('plain text beside rules that bind nobody is worse', () => {
    const text = right.replace('CLIENT:SASL_SSL', 'CLIENT:PLAINTEXT').replace('User:admin', 'User:ANONYMOUS');
    expect(lint(text).findings.find(({ rule }) => rule === 'plain-beside-rules')).toMatchObject({
      risk: 'high',
    });
  });

  it('a password is told by its line, and never itself', () => {
    const found = lint(right).findings.filter(({ rule }) => rule === 'password-shown');
    expect(found.map(({ text }) => text.split(' ')[0])).toEqual([
      'listener.name.ctl.plain.sasl.jaas.config',
      'ssl.truststore.password',
      'KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG',
    ]);
    expect(found.every(({ line }) => right.split('\n')[line - 1]?.includes('hunter2'))).toBe(true);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});

describe('manifests', () => {
  it('brokers of a pool of their own come to the quorum by a listener that controllers open', () => {
    const apart = securedStrimzi.replace(/roles: *\[[^\]]*\]/, 'roles: [broker]');
    const controllers = `---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: controllers, labels: { strimzi.io/cluster: ${/cluster: ([\w-]+)/.exec(apart)?.[1] ?? ''} } }
spec: { replicas: 3, roles: [controller], storage: { type: ephemeral } }
`;
    const { findings, clusters } = lintFiles(new Map([['shop.yaml', apart + controllers]]), () => undefined);
    expect(clusters[0]?.filter((id) => id.includes('controllers'))).toHaveLength(3);
    expect(findings.map(({ rule }) => rule)).not.toContain('listener-setting-unknown');
  });

  const find = (text: string, rule: string) =>
    lintFiles(new Map([['shop.yaml', text]]), () => undefined).findings.filter((one) => one.rule === rule);
  const outside = (port: string, labels = 'app: kafka'): string => `${set}---
apiVersion: v1
kind: Service
metadata: { name: outer }
spec: { type: NodePort, selector: { ${labels} }, ports: [{ port: 9092, ${port} }] }
`;

  it('a way in from outside whose clients are sent to a name of the cluster', () => {
    const found = find(outside('nodePort: 30092'), 'outside-not-told');
    expect(found.map(({ nodes }) => nodes[0])).toEqual(['kafka-0', 'kafka-1', 'kafka-2']);
    expect(found[0]).toMatchObject({ risk: 'high' });
    expect(found[0]?.text).toMatch(
      /^NodePort outer opens port 30092 .* sent to kafka-0\.kafka-headless\.shop/,
    );
    const one = outside('targetPort: 9092', 'statefulset.kubernetes.io/pod-name: kafka-1');
    expect(find(one, 'outside-not-told').map(({ nodes }) => nodes[0])).toEqual(['kafka-1']);
  });

  it('none where that is an address that is known outside, or leads to no broker', () => {
    const known = outside('nodePort: 30092').replace(/IN:\/\/\S*POD_NAME\S*:9092/, 'IN://203.0.113.7:9092');
    expect(known).toContain('203.0.113.7');
    expect(find(known, 'outside-not-told')).toEqual([]);
    expect(find(outside('nodePort: 30092, targetPort: 5555'), 'outside-not-told')).toEqual([]);
  });

  it('pods of one port in the network of their machine', () => {
    const onHost = set.replace(
      '      containers:\n        - name: kafka\n',
      '      hostNetwork: true\n      containers:\n        - name: kafka\n',
    );
    expect(find(set, 'machine-shared')).toEqual([]);
    const found = find(onHost, 'machine-shared');
    expect(found.map(({ nodes }) => nodes[0])).toEqual(['kafka-1', 'kafka-2']);
    expect(found[0]?.text).toMatch(/kafka-0 and kafka-1 have port 9092 of their machine/);
  });
});
