import { array, assert, constantFrom, property, stringMatching, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  imageEnvironment,
  kafkaVariable,
  settingOf,
} from '../../../../src/kafka/images/image-environment.ts';
import { readEnvironment } from '../../../../src/kafka/images/read-environment.ts';
import type { LabNode } from '../../../../src/kafka/node.ts';
import { resolved } from '../../../support/topologies.ts';

const [zookeeper, broker] = ['zookeeper-1', 'broker-1'].map((id) =>
  resolved('multi-zookeeper').nodes.find((node) => node.id === id),
) as [LabNode, LabNode];

describe('a Kafka setting as a variable', () => {
  it.each([
    ['log.dirs', 'KAFKA_LOG_DIRS'],
    ['authorizer.class.name', 'KAFKA_AUTHORIZER_CLASS_NAME'],
    [
      'listener.name.external.plain.sasl-jaas_config',
      'KAFKA_LISTENER_NAME_EXTERNAL_PLAIN_SASL___JAAS__CONFIG',
    ],
  ])('%s is %s', (setting, variable) => {
    expect(kafkaVariable(setting)).toBe(variable);
    expect(settingOf(variable)).toBe(setting);
  });

  it('comes back as it went, for every name that Kafka has', () => {
    const part = stringMatching(/^[a-z0-9]+$/);
    const name = array(tuple(part, constantFrom('.', '-', '_')), { minLength: 1 }).map((parts) =>
      parts.flat().slice(0, -1).join(''),
    );
    assert(
      property(name, (setting) => {
        expect(settingOf(kafkaVariable(setting))).toBe(setting);
      }),
    );
  });

  it.each(['Log.Dirs', 'a._b', 'a..b', 'a b', 'a=b', 'a$b'])(
    'refuses %s, which the images would read as something else',
    (setting) => {
      expect(() => imageEnvironment(broker, { [setting]: 'x' })).toThrow(
        `broker-1: setting ${setting} cannot be given to an image`,
      );
    },
  );
});

describe('the environment of a ZooKeeper server', () => {
  it('names known settings by the image’s table and gives any other as a system property', () => {
    const settings = {
      tickTime: '2000',
      dataDir: '/elsewhere',
      'some.other': '7',
      '4lw.commands.whitelist': 'srvr',
    };
    expect(imageEnvironment(zookeeper, settings)).toEqual({
      ZOOKEEPER_SERVER_ID: '1',
      ZOOKEEPER_TICK_TIME: '2000',
      KAFKA_OPTS:
        '-Dzookeeper.4lw.commands.whitelist=srvr -Dzookeeper.some.other=7 -Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0',
      KAFKA_HEAP_OPTS: '-Xmx128m',
      KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseSerialGC -XX:TieredStopAtLevel=1',
    });
  });

  it('refuses a system property with a space, at which the scripts of the image would split it', () => {
    expect(() => imageEnvironment(zookeeper, { 'some.other': 'a b' })).toThrow(
      'zookeeper-1: setting some.other cannot be given to an image with the value "a b"',
    );
  });

  it('lists servers in the order of their ids, which the image counts', () => {
    const settings = { 'server.10': 'j', 'server.2': 'b', 'server.1': 'a' };
    for (const id of [3, 4, 5, 6, 7, 8, 9]) Object.assign(settings, { [`server.${id}`]: `s${id}` });
    expect(imageEnvironment(zookeeper, settings)['ZOOKEEPER_SERVERS']).toBe('a;b;s3;s4;s5;s6;s7;s8;s9;j');
  });

  it('refuses ids with a gap, which the image would count otherwise', () => {
    expect(() => imageEnvironment(zookeeper, { 'server.1': 'a', 'server.3': 'c' })).toThrow(
      'not numbered 1-2',
    );
  });
});

describe('the environment of a broker', () => {
  it('quiets what cp-kafka traces, in ZooKeeper mode only', () => {
    expect(imageEnvironment(broker, { 'broker.id': '1' })).toHaveProperty('KAFKA_LOG4J_LOGGERS');
    expect(imageEnvironment(broker, { 'process.roles': 'broker' })).not.toHaveProperty('KAFKA_LOG4J_LOGGERS');
  });

  it('holds the cluster id and JMX where they are given', () => {
    const environment = imageEnvironment(broker, {}, { clusterId: 'id', jmx: { port: 9999, host: 'h' } });
    expect(environment).toMatchObject({ CLUSTER_ID: 'id', KAFKA_JMX_PORT: '9999', KAFKA_JMX_HOSTNAME: 'h' });
  });
});

describe('the environment of a secured node', () => {
  it('says in the file of a ZooKeeper server what is read from there alone, and the rest to its JVM', () => {
    const settings = {
      tickTime: '2000',
      secureClientPort: '2181',
      sslQuorum: 'true',
      'ssl.clientAuth': 'need',
      'ssl.keyStore.location': '/run/klab/secrets/zookeeper-1.keystore.pem',
    };
    const environment = imageEnvironment(zookeeper, settings);
    expect(environment).toMatchObject({
      ZOOKEEPER_SECURE_CLIENT_PORT: '2181',
      ZOOKEEPER_SSL_QUORUM: 'true',
      // The image copies it as it is.
      ZOOKEEPER_TICK_TIME: '2000\nsecureClientPort=2181\nsslQuorum=true',
    });
    expect(environment['KAFKA_OPTS']).toContain(
      '-Dzookeeper.ssl.clientAuth=need -Dzookeeper.ssl.keyStore.location=/run/klab/secrets/zookeeper-1.keystore.pem',
    );
    expect(readEnvironment(environment).settings).toEqual(settings);
  });

  it('gives a broker as a property of its JVM what no variable can be called', () => {
    const settings = {
      'broker.id': '1',
      'zookeeper.clientCnxnSocket': 'org.Netty',
      'zookeeper.ssl.client.enable': 'true',
    };
    const environment = imageEnvironment(broker, settings);
    expect(environment).toMatchObject({
      KAFKA_ZOOKEEPER_SSL_CLIENT_ENABLE: 'true',
      KAFKA_OPTS: expect.stringMatching(/^-Dzookeeper.clientCnxnSocket=org.Netty /),
    });
    expect(readEnvironment(environment).settings).toEqual(settings);
  });

  it('lets a broker read the keys by which it knows tokens, and no other', () => {
    const setting = 'listener.name.external.sasl.oauthbearer.jwks.endpoint.url';
    const flag = '-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=file:///run/klab/secrets/jwks.json';
    expect(imageEnvironment(broker, { [setting]: 'x' })['KAFKA_OPTS']).toContain(flag);
    expect(imageEnvironment(broker, { 'node.id': '1' })['KAFKA_OPTS']).not.toContain('oauthbearer');
  });
});
