import { describe, expect, it } from 'vitest';
import { deleteConnector, putConnector, untilRunning } from '../../../../src/client/services/connect.ts';
import { httpService, type Answer, type Asked } from '../../../support/http-service.ts';

const spec = { name: 'orders', config: { 'connector.class': 'com.example.Source', tables: 'a' } };
const installed = [
  { class: 'com.example.Source' },
  { class: 'org.apache.kafka.connect.mirror.MirrorSource' },
];

/** A worker that answers as told, and otherwise as one that finds nothing wrong. */
function worker(answers: Readonly<Record<string, Answer | (() => Answer)>> = {}) {
  const usual: Readonly<Record<string, Answer>> = {
    'GET /connector-plugins': { body: installed },
    'PUT /connector-plugins/Source/config/validate': { body: { configs: [] } },
    'PUT /connectors/orders/config': { status: 201, body: {} },
  };
  return httpService('connect', ({ what }: Asked) => {
    const answer = answers[what] ?? usual[what] ?? { status: 404, body: { message: `no ${what}` } };
    return typeof answer === 'function' ? answer() : answer;
  });
}

describe('a connector', () => {
  it('is made once the worker finds nothing wrong with it', async () => {
    await using connect = await worker();
    await putConnector(connect.place, spec);
    expect(connect.asked.map(({ what }) => what)).toEqual([
      'GET /connector-plugins',
      'PUT /connector-plugins/Source/config/validate',
      'PUT /connectors/orders/config',
    ]);
    expect(connect.asked[1]?.body).toEqual({ ...spec.config, name: 'orders' });
    expect(connect.asked[2]?.body).toEqual(spec.config);
  });

  it('whose class is not installed is refused before anything is made, with what there is', async () => {
    await using connect = await worker();
    const config = { 'connector.class': 'com.example.Missing' };
    await expect(putConnector(connect.place, { name: 'orders', config })).rejects.toThrow(
      'connect: connector orders wants com.example.Missing, which is not installed; use one of com.example.Source, or an image that has it',
    );
    expect(connect.asked).toHaveLength(1);
  });

  it('with a setting that is wrong is refused in the words of the worker', async () => {
    const errors = ['Unable to connect: FATAL: password\n authentication failed'];
    const configs = [{ value: { name: 'tables', errors: [] } }, { value: { name: 'database.user', errors } }];
    await using connect = await worker({
      'PUT /connector-plugins/Source/config/validate': { body: { configs } },
    });
    await expect(putConnector(connect.place, spec)).rejects.toThrow(
      'connect refuses connector orders: database.user: Unable to connect: FATAL: password authentication failed',
    );
    expect(connect.asked).toHaveLength(2);
  });

  it('waits for workers that find each other', async () => {
    let tries = 0;
    await using connect = await worker({
      'PUT /connectors/orders/config': () => {
        tries += 1;
        return tries < 3 ? { status: 409, body: { message: 'rebalancing' } } : { status: 200, body: {} };
      },
    });
    await putConnector(connect.place, spec);
    expect(tries).toBe(3);
  });

  it('that has failed says why, in one line', async () => {
    const trace = 'ConnectException: no table\n\tat somewhere';
    const body = { connector: { state: 'RUNNING' }, tasks: [{ state: 'FAILED', trace }] };
    await using connect = await worker({ 'GET /connectors/orders/status': { body } });
    await expect(untilRunning(connect.place, 'orders', 1_000)).rejects.toThrow(
      /^connect: connector orders failed: ConnectException: no table$/,
    );
  });

  it('runs only with its tasks', async () => {
    const states = [[], [{ state: 'UNASSIGNED' }], [{ state: 'RUNNING' }]];
    const said: string[] = [];
    await using connect = await worker({
      'GET /connectors/orders/status': () => ({
        body: { connector: { state: 'RUNNING' }, tasks: states.shift() ?? [] },
      }),
    });
    await untilRunning(connect.place, 'orders', 5_000, (reason) => said.push(reason));
    expect(said).toEqual(['it is RUNNING, 0 of 0 tasks run', 'it is RUNNING, 0 of 1 tasks run']);
  });

  it('may be gone already when it is removed', async () => {
    await using connect = await worker();
    await expect(deleteConnector(connect.place, 'orders')).resolves.toBeUndefined();
  });
});

it('a worker that is away is named, with where it was looked for', async () => {
  const gone = await worker();
  await gone[Symbol.asyncDispose]();
  await expect(putConnector(gone.place, spec)).rejects.toThrow(
    `connect does not answer at ${gone.place.url}/connector-plugins: connection refused`,
  );
});
