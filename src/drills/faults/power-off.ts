/** The machine dies: kill -9, and what was in its page cache alone is gone. What is written and not flushed is on other copies or nowhere. */
import { RuntimeError } from '../../errors.ts';
import { counted } from '../../words.ts';
import type { Fault } from './fault.ts';

/** The node ends at once, and its logs of the drill's topics end where they were flushed last. */
export const powerOff: Fault = {
  words: { does: 'power off', short: 'powered off', undoes: 'start' },
  needs: 'disk',
  silences: true,
  async act(cluster, nodeId, { topic, say }) {
    if (cluster.loseUnflushed === undefined) {
      throw new RuntimeError('not-supported', `nothing can be taken from the disk of ${nodeId}`);
    }
    await cluster.kill(nodeId);
    const { logs, batches, bytes } = await cluster.loseUnflushed(nodeId, topic);
    say(
      `${nodeId} loses what it had not flushed: ${counted(batches, 'batch', 'batches')}, ${bytes} bytes in ${counted(logs, 'log')} of ${topic}`,
    );
  },
};
