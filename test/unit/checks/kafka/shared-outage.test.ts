import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SharedOutage } from '../../../../src/checks/kafka/shared-outage.ts';

/** An outage for checks a and b, what was done to its cluster, and what each check has got so far. */
function shared(checks: readonly string[] = ['a', 'b'], fail?: string) {
  const done: string[] = [];
  const act = (what: string) => async (nodeId: string) => {
    await turn();
    done.push(`${what} ${nodeId}`);
    if (fail === what) throw new Error(`no ${what}`);
  };
  const outage = new SharedOutage({ stop: act('stop'), start: act('start') }, checks);
  const got: string[] = [];
  const ask = (check: string, what: 'stop' | 'start', nodeId = 'broker-1'): void => {
    const own = outage.as(check);
    const asked = what === 'stop' ? own.stop(nodeId) : own.start(nodeId);
    void asked.then(
      () => got.push(`${check} ${what}`),
      (error: unknown) => got.push(`${check} ${what}: ${(error as Error).message}`),
    );
  };
  const rest = async (): Promise<void> => {
    for (let index = 0; index < 20; index += 1) await turn();
  };
  return { outage, done, got, ask, rest };
}

describe('an outage that checks share', () => {
  it('begins once all of them want it, and ends once all of them have seen enough', async () => {
    const { done, got, ask, rest } = shared();
    ask('a', 'stop');
    await rest();
    expect(done).toEqual([]);
    ask('b', 'stop');
    await rest();
    expect(done).toEqual(['stop broker-1']);
    expect(got).toEqual(['a stop', 'b stop']);
    ask('b', 'start');
    await rest();
    expect(done).toEqual(['stop broker-1']);
    ask('a', 'start');
    await rest();
    expect(done).toEqual(['stop broker-1', 'start broker-1']);
    expect(got).toHaveLength(4);
  });

  it('waits for nobody who has ended', async () => {
    const { outage, done, ask, rest } = shared();
    ask('a', 'stop');
    await outage.leave('b');
    await rest();
    expect(done).toEqual(['stop broker-1']);
    await outage.leave('a');
    expect(done).toEqual(['stop broker-1', 'start broker-1']);
  });

  it('lets go of a check that ends while it waits', async () => {
    const { outage, done, got, ask, rest } = shared();
    ask('a', 'stop');
    await outage.leave('a');
    await rest();
    expect(got).toEqual(['a stop: interrupted']);
    expect(done).toEqual([]);
  });

  it('takes another node in its turn, when those before it have ended', async () => {
    const { outage, done, ask, rest } = shared();
    ask('a', 'stop', 'broker-1');
    ask('b', 'stop', 'broker-2');
    await rest();
    expect(done).toEqual(['stop broker-1']);
    ask('a', 'start', 'broker-1');
    await rest();
    expect(done).toEqual(['stop broker-1', 'start broker-1']);
    await outage.leave('a');
    await rest();
    expect(done).toEqual(['stop broker-1', 'start broker-1', 'stop broker-2']);
  });

  it('tells everybody that it could not begin', async () => {
    const { got, ask, rest } = shared(['a', 'b'], 'stop');
    ask('a', 'stop');
    ask('b', 'stop');
    await rest();
    expect(got).toEqual(['a stop: no stop', 'b stop: no stop']);
  });

  it('starts at once what is no part of it', async () => {
    const { done, got, ask, rest } = shared();
    ask('a', 'start', 'registry');
    await rest();
    expect(done).toEqual(['start registry']);
    expect(got).toEqual(['a start']);
  });
});
