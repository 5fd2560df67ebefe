/** A client program may hang, flood, die or talk nonsense: it is told, it costs bounded memory, and it ends. */
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../../../src/drills/record/recorder.ts';
import { ProgramWatch } from '../../../../src/drills/subjects/program-watch.ts';
import { startProgram } from '../../../../src/runtimes/host/program.ts';

function watch(script: string, command = 'sh') {
  const recorder = new Recorder();
  const program = new ProgramWatch({
    subject: 'mine',
    role: 'producer',
    topic: 'orders',
    command: { command, args: ['-c', script] },
    start: startProgram,
    recorder,
  });
  const states = () =>
    recorder
      .eventsSoFar()
      .flatMap((event) =>
        event.type === 'subject-program'
          ? [event.reason === undefined ? event.state : `${event.state}: ${event.reason}`]
          : [],
      );
  return { recorder, program, states };
}

const ack = (offset: number): string =>
  JSON.stringify({ name: 'producer_send_success', value: `0.${offset}`, partition: 0, offset });

describe('a client program', () => {
  it('that keeps the contract ends in order', async () => {
    const { program, states } = watch(
      `trap 'echo "{\\"name\\":\\"shutdown_complete\\"}"; exit 0' TERM
       echo '{"name":"startup_complete"}'; echo '${ack(0)}'; while :; do sleep 0.05; done`,
    );
    await program.start();
    await expect.poll(() => program.records).toBe(1);
    await program.end(10_000);
    expect(states()).toEqual(['started', 'ready', 'told-to-end', 'ended']);
  });

  it('that hangs is killed', async () => {
    const { program, states } = watch(`trap '' TERM; echo '${ack(0)}'; while :; do sleep 0.05; done`);
    await program.start();
    await expect.poll(() => program.records).toBe(1);
    await program.end(300);
    expect(states()).toEqual([
      'started',
      'told-to-end',
      'killed: it did not end within 0 s of being told to',
      'ended',
    ]);
    expect(program.isOver).toBe(true);
  });

  it('that dies is told, with its last words', async () => {
    const { program, states } = watch('echo "cannot connect" >&2; exit 7');
    await program.start();
    await expect.poll(() => program.isOver).toBe(true);
    expect(states()).toEqual(['started', 'ended: it ended with exit code 7: cannot connect']);
  });

  it('that is not there is told', async () => {
    const { program, states } = watch('', './nowhere');
    await program.start();
    expect(program.isOver).toBe(true);
    expect(states()).toEqual(['ended: ./nowhere cannot be started: spawn ./nowhere ENOENT']);
  });

  it('that writes no JSON is told by its first lines alone', async () => {
    const { program, states, recorder } = watch('for i in 1 2 3 4 5 6 7 8 9; do echo "line $i"; done');
    await program.start();
    await expect.poll(() => program.isOver).toBe(true);
    expect(states().filter((state) => state.startsWith('strange'))).toEqual(
      [1, 2, 3].map((line) => `strange: no JSON object with a name: line ${line}`),
    );
    expect(recorder.eventsSoFar().every(({ type }) => type === 'subject-program')).toBe(true);
  });

  it('that floods is held up, and read no faster than a drill can bear', async () => {
    const { program, states, recorder } = watch(`yes '${ack(1)}'`);
    await program.start();
    await expect.poll(() => states().some((state) => state.startsWith('flooding'))).toBe(true);
    const startedMs = recorder.nowMs();
    const before = program.records;
    await expect.poll(() => program.records - before > 2_000).toBe(true);
    const tookMs = recorder.nowMs() - startedMs;
    await program.kill();
    expect(program.isOver).toBe(true);
    // What a chunk of the pipe holds comes at once: a second's lines, and a chunk more.
    expect(program.records / (tookMs / 1_000 + 1)).toBeLessThan(5_000);
    expect(states().filter((state) => state.startsWith('flooding'))).toHaveLength(1);
  });

  it('that ends no line costs no more memory than a line may', async () => {
    const { program, states, recorder } = watch(
      `head -c 900000 /dev/zero | tr '\\0' x; echo; echo '${ack(3)}'; exit 0`,
    );
    await program.start();
    await expect.poll(() => program.isOver).toBe(true);
    expect(program.records).toBe(1);
    expect(states()).toContain('strange: a line that is longer than any event');
    expect(JSON.stringify(recorder.eventsSoFar()).length).toBeLessThan(5_000);
  });

  it('that names each record and then all of them has read each once', async () => {
    const lines = [
      { name: 'record_data', value: '0.0', topic: 'orders', partition: 0, offset: 0 },
      { name: 'record_data', value: '0.1', topic: 'orders', partition: 0, offset: 1 },
      {
        name: 'records_consumed',
        count: 2,
        partitions: [{ partition: 0, count: 2, minOffset: 0, maxOffset: 1 }],
      },
    ];
    const { program } = watch(lines.map((line) => `echo '${JSON.stringify(line)}'`).join('; '));
    await program.start();
    await expect.poll(() => program.isOver).toBe(true);
    expect(program.records).toBe(2);
    expect(program.reached.get(0)).toBe(1);
  });
});
