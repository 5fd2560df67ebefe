/** What is asked of `klab change` wrongly is one line, before any cluster is looked for. */
import { describe, expect, it } from 'vitest';
import { command } from '../../../scripts/change.ts';

const failure = (...args: string[]): Promise<unknown> =>
  command()
    .parseAsync(args, { from: 'user' })
    .then(
      () => 'nothing',
      (error: unknown) => (error as Error).message,
    );

describe('klab change', () => {
  it.each([
    [
      ['multi-broker'],
      'say what to change: --settings NAME=VALUE, --brokers N, --kafka VERSION, --metadata kraft, --quorum dynamic, --add-controller, --remove-controller NODE or --replace-controller NODE; or --resume, or --back',
    ],
    [['multi-broker', '--no-raise', '--brokers', '4'], '--no-raise goes with --kafka VERSION; drop it'],
    [
      ['multi-broker', '--settings', 'threads'],
      '--settings "threads" is not possible; use NAME=VALUE, such as num.io.threads=4',
    ],
    [['multi-broker', '--settings', 'a.b=1', 'a.b=2'], '--settings has a.b twice; keep one of them'],
    [
      ['multi-zookeeper', '--metadata', 'kraft', '--kafka', '4.3.1', '--brokers', '4'],
      '--brokers and --metadata exclude each other; keep one',
    ],
    [['multi-broker', '--resume', '--back'], '--resume and --back exclude each other; keep one'],
    [['multi-broker', '--dry-run', '--back'], '--dry-run shows a new change; drop it, or --back'],
  ])('%j is refused', async (args, line) => {
    expect(await failure(...args)).toBe(line);
  });
});
