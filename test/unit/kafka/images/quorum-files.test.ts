/** What containers read of a dynamic quorum: where it is, and, until its voters are others, who begins it. */
import { describe, expect, it } from 'vitest';
import { withControllers, withDynamicQuorum } from '../../../../src/cluster/changed/with-controllers.ts';
import { quorumFiles } from '../../../../src/kafka/images/quorum-files.ts';
import { isKafkaUuid } from '../../../../src/kafka/uuid.ts';
import { composeAddressing } from '../../../../src/render/compose/addressing.ts';
import { quickFailoverDynamic, resolved } from '../../../support/topologies.ts';

const topology = quickFailoverDynamic();
const addressing = composeAddressing(topology, 2_000);

describe('the files of a dynamic quorum', () => {
  it('name every controller, and those that begin it with the storage that each is to have', () => {
    const files = quorumFiles(topology, addressing, ['a header']) ?? {};
    expect(files['server.properties']).toBe(
      '# a header\ncontroller.quorum.bootstrap.servers=controller-101.quorum:19345,controller-102.quorum:19346,controller-103.quorum:19347\n',
    );
    const [header, line = ''] = (files['first-voters'] ?? '').split('\n');
    expect(header).toBe('# a header');
    const voters = line.split(',').map((voter) => /^(\d+)@([^:]+:\d+):(.+)$/.exec(voter)?.slice(1) ?? []);
    expect(voters.map(([number, at]) => `${number} ${at}`)).toEqual([
      '101 controller-101.quorum:19345',
      '102 controller-102.quorum:19346',
      '103 controller-103.quorum:19347',
    ]);
    const ids = voters.map(([, , id = '']) => id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every(isKafkaUuid)).toBe(true);
  });

  it('name nobody who begins it once its voters are others, or were fixed before', () => {
    const changed = quorumFiles(withControllers(topology, [101, 103, 104]), addressing, []) ?? {};
    expect(Object.keys(changed)).toEqual(['server.properties']);
    expect(changed['server.properties']).toContain('controller-104.quorum:19348');
    const made = quorumFiles(withDynamicQuorum(resolved('multi-broker-isolated')), addressing, []) ?? {};
    expect(Object.keys(made)).toEqual(['server.properties']);
  });

  it('are none of a quorum whose voters are fixed', () => {
    expect(quorumFiles(resolved('multi-broker-isolated'), addressing, [])).toBeUndefined();
  });
});
