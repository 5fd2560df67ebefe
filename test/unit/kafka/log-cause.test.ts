import { describe, expect, it } from 'vitest';
import { causeIn, endedOverOldSession, isRefusedForGood } from '../../../src/kafka/log-cause.ts';

/** As real nodes told it, each with what came before and after. */
const logs: { what: string; log: string; summary: string }[] = [
  {
    what: 'a bad value, on local processes',
    log: `2026-11-26T22:02:50.105Z [main] INFO kafka.Log4jControllerRegistration$ - Registered, level = ERROR
2026-11-26T22:02:50.248Z [main] ERROR kafka.Kafka$ - Exiting Kafka due to fatal exception
org.apache.kafka.common.config.ConfigException: Invalid value many for configuration num.io.threads: Not a number of type INT
	at org.apache.kafka.common.config.ConfigDef.parseType(ConfigDef.java:765)
	at kafka.Kafka.main(Kafka.scala)
2026-11-26T22:02:50.300Z [kafka-shutdown-hook] INFO kafka.server.SharedServer - Stopping SharedServer`,
    summary:
      'Exiting Kafka due to fatal exception: ConfigException: Invalid value many for configuration num.io.threads: Not a number of type INT',
  },
  {
    what: 'an exception with a cause, in an image of Kafka',
    log: `===> User
uid=1000(appuser) gid=1000(appuser) groups=1000(appuser)
[2026-11-26 22:10:01,001] WARN something (org.apache.kafka.server.config.AbstractKafkaConfig)
[2026-11-26 22:10:02,001] ERROR Encountered fatal fault: caught exception (org.apache.kafka.server.fault.ProcessTerminatingFaultHandler)
java.lang.RuntimeException: unable to write
	at kafka.server.X.y(X.java:1)
Caused by: java.io.IOException: No space left on device
	at java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)
	... 12 more
[2026-11-26 22:10:02,400] ERROR Exiting (kafka.Kafka$)`,
    summary:
      'Encountered fatal fault: caught exception: RuntimeException: unable to write: caused by IOException: No space left on device',
  },
  {
    what: 'an error that is told in one line',
    log: '2026-11-26T22:02:50.248Z [main] ERROR org.apache.zookeeper.server.quorum.QuorumPeerMain - Invalid config, exiting abnormally',
    summary: 'Invalid config, exiting abnormally',
  },
  {
    what: 'a fatal line of PostgreSQL',
    log: '2026-11-26 22:00:00.001 UTC [1] LOG:  starting\n2026-11-26 22:00:00.002 UTC [1] FATAL:  could not create lock file "postmaster.pid": No space left on device',
    summary: 'could not create lock file "postmaster.pid": No space left on device',
  },
  {
    what: 'an error of Quarkus',
    log: '2026-11-26 22:00:00,001 INFO  [io.quarkus] (main) hello\n2026-11-26 22:00:00,002 ERROR [io.quarkus.runtime.Application] (main) Failed to start application',
    summary: '[io.quarkus.runtime.Application] (main) Failed to start application',
  },
  {
    what: 'an error of Prometheus',
    log: 'time=2026-11-26T22:00:00Z level=INFO msg="up"\ntime=2026-11-26T22:00:00Z level=ERROR source=main.go:1 msg="Error loading config" err="no such file"',
    summary: 'source=main.go:1 msg="Error loading config" err="no such file"',
  },
  {
    what: 'a JVM that does not start',
    log: 'Error occurred during initialization of VM\nCould not reserve enough space for object heap',
    summary: 'Error occurred during initialization of VM',
  },
];

describe('the cause in a log', () => {
  it.each(logs)('is the first error: $what', ({ log, summary }) => {
    expect(causeIn(log.split('\n'))?.summary).toBe(summary);
  });

  it('is told with its exceptions, and without the frames of the stack', () => {
    expect(causeIn(logs[1]!.log.split('\n'))?.lines).toEqual([
      expect.stringContaining('ERROR Encountered fatal fault'),
      'java.lang.RuntimeException: unable to write',
      'Caused by: java.io.IOException: No space left on device',
    ]);
  });

  it.each([
    '[2026-11-26 22:10:01,001] INFO KafkaConfig values: log.level = ERROR (kafka.server.KafkaConfig)',
    '[2026-11-26 22:10:01,001] WARN Connection to node -1 failed with ERROR (org.apache.kafka.clients.NetworkClient)',
    'java.io.IOException: Connection to 127.0.0.1:41692 (id: 1 rack: null) failed.',
    '2026-11-26T22:00:00.1Z main ERROR StatusLogger Reconfiguration failed: No configuration found',
  ])('is not: %s', (line) => {
    expect(causeIn([line])).toBeUndefined();
  });

  it('names a request by no more than its kind, and keeps why it was refused', () => {
    const refused = causeIn([
      `2026-11-26T22:02:36.228Z [handler-0] ERROR kafka.server.ControllerApis - [ControllerApis nodeId=1] Unexpected error handling request RequestHeader(apiKey=CONTROLLER_REGISTRATION, apiVersion=0, clientId=1, correlationId=0) -- ControllerRegistrationRequestData(controllerId=1, listeners=[Listener(name='CONTROLLER', host='127.0.0.1', port=41845, securityProtocol=0)]) with context RequestContext(header=RequestHeader(apiKey=CONTROLLER_REGISTRATION))`,
      'org.apache.kafka.common.errors.ClusterAuthorizationException: Request Request(processor=0, connectionId=127.0.0.1:41845-127.0.0.1:36824-0-0, listenerName=ListenerName(CONTROLLER), envelope=None) needs CLUSTER_ACTION permission.',
    ]);
    expect(refused?.summary).toBe(
      '[ControllerApis nodeId=1] Unexpected error handling request RequestHeader… -- ControllerRegistrationRequestData…: ClusterAuthorizationException: Request Request… needs CLUSTER_ACTION permission.',
    );
    expect(isRefusedForGood(refused!)).toBe(true);
    expect(isRefusedForGood(causeIn(logs[0]!.log.split('\n'))!)).toBe(false);
  });

  it('tells a broker that met its own session of before from any other that ended', () => {
    const met =
      "[2026-11-26 22:10:02,001] ERROR Error while creating ephemeral at /brokers/ids/1, node already exists and owner '72' does not match current session '73' (kafka.zk.KafkaZkClient$CheckedEphemeral)";
    expect(endedOverOldSession([met])).toBe(true);
    expect(endedOverOldSession(logs[1]!.log.split('\n'))).toBe(false);
  });
});
