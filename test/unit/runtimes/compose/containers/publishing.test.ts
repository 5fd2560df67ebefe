import { expect, it } from 'vitest';
import { obstacleIn } from '../../../../../src/runtimes/compose/containers/publishing.ts';

const at = (HostIp?: string) => ({
  '29092/tcp': [{ ...(HostIp !== undefined && { HostIp }) }],
  '9092/tcp': null,
});

it.each([
  { where: 'at the bridge', bindings: [at('172.17.0.1')], address: '172.17.0.1' },
  { where: 'everywhere', bindings: [at(''), at('0.0.0.0'), at()], address: '172.17.0.1' },
  { where: 'at loopback of Docker Desktop', bindings: [at('127.0.0.1')], address: '127.0.0.1' },
  { where: 'not at all', bindings: [null, {}], address: '172.17.0.1' },
])('containers get to what is published $where, or nobody can tell', ({ bindings, address }) => {
  expect(obstacleIn(bindings, [29_092], address)).toBeUndefined();
});

it('containers do not get to loopback on Linux', () => {
  expect(obstacleIn([at('172.17.0.1'), at('127.0.0.1')], [29_092], '172.17.0.1')).toBe(
    'this host publishes it at 127.0.0.1 alone, where no container gets; bring it up with KLAB_DOCKER_BIND=172.17.0.1 to have it published for them',
  );
  expect(obstacleIn([at('127.0.0.1')], [9_092], '172.17.0.1')).toBeUndefined();
});
