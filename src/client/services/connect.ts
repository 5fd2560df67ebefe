/** Kafka Connect's REST API, as far as the lab uses it (Kafka documentation, Kafka Connect REST API). */
import type { ConnectorSpec } from '../../kafka/service.ts';
import { NotYet, waitFor } from '../../wait.ts';
import type { ServicePlace } from './address.ts';
import { ask, refusal, request, saidIn } from './http.ts';

/** Classes of connectors that are installed. */
async function installedClasses(place: ServicePlace): Promise<readonly string[]> {
  const plugins = await request<readonly { readonly class: string }[]>(place, '/connector-plugins');
  return plugins.map((plugin) => plugin.class);
}

/**
 * Makes a connector, or gives it another configuration, once the worker finds nothing wrong with it.
 * @throws RuntimeError `service-refused` that names service and connector: a class that is not installed, a setting
 * that is wrong, a database that lets nobody in.
 */
export async function putConnector(place: ServicePlace, { name, config }: ConnectorSpec): Promise<void> {
  const wanted = config['connector.class'] ?? '';
  const installed = await installedClasses(place);
  if (!installed.some((known) => known === wanted || known.endsWith(`.${wanted}`))) {
    const those = installed.filter((known) => !known.startsWith('org.apache.kafka.connect.mirror.'));
    throw refusal(
      `${place.nodeId}: connector ${name} wants ${wanted}, which is not installed; use one of ${those.join(', ')}, or an image that has it`,
    );
  }
  const path = `/connector-plugins/${wanted.split('.').at(-1)}/config/validate`;
  const asked = { method: 'PUT', body: { ...config, name }, timeoutMs: 60_000 } as const;
  const { configs } = await request<Validation>(place, path, asked);
  const problems = configs.flatMap(({ value }) => value.errors.map((error) => `${value.name}: ${error}`));
  if (problems.length > 0) {
    const said = problems.join('; ').replaceAll(/\s+/g, ' ');
    throw refusal(`${place.nodeId} refuses connector ${name}: ${said}`);
  }
  await waitFor({ what: `${place.nodeId} to take connector ${name}`, timeoutMs: 60_000 }, async () => {
    const answer = await ask(place, `/connectors/${name}/config`, { method: 'PUT', body: config });
    // While the group of workers finds itself, nobody may change anything (409).
    if (answer.status === 409) return new NotYet(saidIn(answer.body));
    if (answer.status < 300) return true;
    throw refusal(`${place.nodeId} refuses connector ${name}`, answer);
  });
}

interface Validation {
  readonly configs: readonly {
    readonly value: { readonly name: string; readonly errors: readonly string[] };
  }[];
}

interface ConnectorStatus {
  readonly connector: ConnectorState;
  readonly tasks: readonly ConnectorState[];
}

interface ConnectorState {
  readonly state: string;
  readonly trace?: string;
}

/** Waits until a connector and all its tasks run. @throws RuntimeError `service-refused` when one of them has failed. */
export async function untilRunning(
  place: ServicePlace,
  name: string,
  timeoutMs: number,
  onPending?: (reason: string) => void,
): Promise<void> {
  const { signal, ...rest } = place;
  const options = { timeoutMs, intervalMs: 200, ...(signal && { signal }), ...(onPending && { onPending }) };
  await waitFor({ what: `connector ${name} of ${place.nodeId} to run`, ...options }, async () => {
    const { status, body } = await ask(rest, `/connectors/${name}/status`).catch(() => ({
      status: 0,
      body: 'the worker does not answer',
    }));
    if (status !== 200) return new NotYet(saidIn(body));
    const { connector, tasks } = body as ConnectorStatus;
    const failed = [connector, ...tasks].find(({ state }) => state === 'FAILED');
    if (failed !== undefined) {
      const reason = (failed.trace ?? 'for no reason that it tells').split('\n')[0];
      throw refusal(`${place.nodeId}: connector ${name} failed: ${reason}`);
    }
    const running = tasks.filter(({ state }) => state === 'RUNNING').length;
    if (connector.state === 'RUNNING' && running > 0 && running === tasks.length) return true;
    return new NotYet(`it is ${connector.state}, ${running} of ${tasks.length} tasks run`);
  });
}

/** Connectors and tasks that have failed, each with the first line of why and what sets it going again. */
export async function failedConnectors(place: ServicePlace): Promise<readonly string[]> {
  const all = await request<Readonly<Record<string, { readonly status: ConnectorStatus }>>>(
    place,
    '/connectors?expand=status',
  );
  return Object.entries(all).flatMap(([name, { status }]) => {
    const parts = [
      { what: `connector ${name}`, ...status.connector },
      ...status.tasks.map((task, number) => ({ what: `task ${number} of connector ${name}`, ...task })),
    ];
    const failed = parts.filter(({ state }) => state === 'FAILED');
    const fix = `restart it: curl -X POST '${place.url}/connectors/${name}/restart?includeTasks=true&onlyFailed=true'`;
    return failed.length === 0 ? [] : [`${failed.map(failureOf).join(', ')}; ${fix}`];
  });
}

function failureOf({ what, trace }: ConnectorState & { readonly what: string }): string {
  const reason = (trace ?? '').split('\n')[0]?.trim() ?? '';
  return `${what} is FAILED${reason === '' ? '' : ` (${reason})`}`;
}

/** Removes a connector; fine where it is not there. */
export async function deleteConnector(place: ServicePlace, name: string): Promise<void> {
  await waitFor({ what: `${place.nodeId} to remove connector ${name}`, timeoutMs: 60_000 }, async () => {
    const { status, body } = await ask(place, `/connectors/${name}`, { method: 'DELETE' });
    if (status === 409 || status >= 500) return new NotYet(saidIn(body));
    return true;
  });
}
