import { expect, it } from 'vitest';
import { askThroughTunnel } from '../../../src/lessons/tunnel.ts';

it('a tunnel to where nobody answers ends at once, and whoever asked is told', async () => {
  // Port 9 (discard) is nobody's here.
  const broker = { number: 1, id: 'broker-1', address: '127.0.0.1:9', listeners: {} };
  const beganAtMs = performance.now();
  await expect(askThroughTunnel(broker)).rejects.toThrow('did not describe the cluster');
  // Waiting for an answer would take three seconds.
  expect(performance.now() - beganAtMs).toBeLessThan(2_500);
});
