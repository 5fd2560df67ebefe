/** What kafkajs throws, in words of the lab: Kafka's own name of an error, and one line for a person. */
import { RuntimeError } from '../../errors.ts';
import { tlsRefusalOf, type TlsRefusal } from '../wire/security/tls-refusal.ts';

/**
 * The protocol's name of an error, such as `NOT_ENOUGH_REPLICAS`; undefined for what is no answer of a broker.
 * kafkajs wraps it: once retries are used up, the broker's error is the cause of another.
 */
export function kafkaErrorType(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('type' in current && typeof current.type === 'string') return current.type;
    // Made anew of what the broker says, without its name.
    if (current.name === saslError && !isCutShort(current)) return 'SASL_AUTHENTICATION_FAILED';
  }
  return undefined;
}

/** Made of whatever goes wrong while a client says who it is (kafkajs, saslAuthenticator/scram.js). */
const saslError = 'KafkaJSSASLAuthenticationError';

/** Whether a broker went away while a client said who it is, which is no answer (kafkajs, network/connection.js). */
function isCutShort({ name, message }: Error): boolean {
  return (
    name === saslError &&
    /: (?:Closed connection|Connection error: .*|Not connected|Request .* timed out)$/.test(message)
  );
}

/** Whether kafkajs threw it: plain errors too, such as of a connection that was closed under a request. */
export function isOfKafkajs(error: Error): boolean {
  const place = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '';
  return error.name.startsWith('KafkaJS') || place.includes('node_modules/kafkajs') || 'syscall' in error;
}

/**
 * How something that kafkajs did has failed, as probers name it: Kafka's own name of the error, such as
 * `not-enough-replicas`, or how it came to none, such as `connection` or `request-timeout`, or how one side refused the
 * other's certificate, such as `unknown-ca`; `kafkajs` for its plain errors.
 * @throws the error itself where it is none of kafkajs: a defect is nothing that a cluster did.
 */
export function failureKind(error: unknown): string {
  const type = kafkaErrorType(error);
  if (type !== undefined) return type.toLowerCase().replaceAll('_', '-');
  const refusal = tlsRefusalIn(error);
  if (refusal !== undefined) return refusal.kind;
  let name: string | undefined;
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isCutShort(current)) return 'connection';
    name = /^KafkaJS(\w*?)(?:Error)?$/.exec(current.name)?.[1] ?? name;
  }
  if (name === undefined && !(error instanceof Error && isOfKafkajs(error))) throw error;
  return (name ?? '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase() || 'kafkajs';
}

/**
 * An error of kafkajs as one of the lab's; anything else as it is.
 * @param what could not be done, and with whom, as it reads after "could not": "make topic orders".
 */
export function labErrorOf(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return error;
  return new RuntimeError('client', `could not ${what}: ${reasonOf(error)}`, { cause: error });
}

function reasonOf(error: Error): string {
  // A request for several topics fails with one error for each.
  const parts = 'errors' in error && Array.isArray(error.errors) ? (error.errors as Error[]) : [];
  const said = tlsRefusalIn(error)?.reason ?? [error, ...parts].map(({ message }) => message).join('; ');
  const broker = brokerOf(error);
  const reason = broker === undefined || said.includes(broker) ? said : `${broker}: ${said}`;
  return reason.replaceAll(/\s*\n\s*/g, ' ');
}

function tlsRefusalIn(error: unknown): TlsRefusal | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const refusal = tlsRefusalOf(current);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The broker that was asked last, `host:port`; only errors of connections name one. */
function brokerOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('broker' in current && typeof current.broker === 'string') return current.broker;
  }
  return undefined;
}
