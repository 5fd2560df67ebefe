/** Lesson: what the sudden death of a leader costs, measured by a hole in the log. */
import type { Lab } from '../../src/lessons/lab.ts';
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';
import { NotYet, notYet, waitFor } from '../../src/wait.ts';

const topic = 'lesson-pulse';
const everyMs = 100;

/** A pause of a busy machine is no hole. */
const leastGapMs = 1_000;

/** The longest time between two records of the last run, in milliseconds. */
async function longestGapMs(lab: Lab): Promise<number> {
  const beats = await lab.lastRun(topic);
  return Math.max(0, ...beats.slice(1).map(({ atMs }, at) => atMs - (beats[at]?.atMs ?? atMs)));
}

/** A writer goes on while the leader is killed; returns once it writes again. */
async function killUnderAWriter(lab: Lab): Promise<() => Promise<void>> {
  const before = (await lab.lastRun(topic)).at(-1)?.run;
  const end = lab.writeOn(topic, everyMs);
  const hole = async (): Promise<true | NotYet> => {
    const gapMs = await longestGapMs(lab);
    return gapMs >= leastGapMs || new NotYet(`the longest pause is ${gapMs} ms`);
  };
  try {
    await waitFor({ what: 'the writer to write', timeoutMs: 20_000 }, async () => {
      const beats = await lab.lastRun(topic);
      return (beats.length > 5 && beats[0]?.run !== before) || new NotYet(`${beats.length} records`);
    });
    const leader = (await lab.topic(topic))?.partitions[0]?.leader;
    await lab.cluster.kill(lab.cluster.brokers.find(({ number }) => number === leader)?.id ?? 'broker-1');
    // Meanwhile nobody may be there to be asked.
    await waitFor({ what: 'the writer to write again', timeoutMs: 60_000 }, () => hole().catch(notYet));
  } finally {
    await end();
  }
  return async () => undefined;
}

/** A crash, not an orderly stop: nobody hands anything over. */
export const aKilledBroker: Lesson = {
  name: 'a-killed-broker',
  title: 'A killed broker',
  shows:
    'Shows for how long nobody can write to a partition whose leader is killed, and how many acknowledged records that costs.',
  topology: 'multi-broker',
  minutes: 7,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'a pulse',
      text: `Make a topic with one partition in three copies, and write to it ten times a second for some seconds: each record holds its number and the time. Ctrl-C ends the writer. It waits for each answer (acks=all) before it writes the next record, so a hole between two times is a time in which nobody could write.`,
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1 --replication-factor 3`,
        `klab produce multi-broker ${topic} --every ${everyMs}ms`,
      ],
      async byHand(lab) {
        await lab.makeTopic({ topic, partitions: 1, replicationFactor: 3, configs: {} });
        return lab.writeOn(topic, everyMs);
      },
      patienceMs: 15_000,
      async check(lab) {
        const beats = await lab.lastRun(topic);
        if (beats.length < 10)
          return lacks(
            `${topic} has ${beats.length} records of the writer, the step wants 10: let it run for some seconds`,
          );
        return seen(
          `${beats.length} records, the longest pause between two is ${await longestGapMs(lab)} ms`,
        );
      },
      hint: 'The second command writes until Ctrl-C.',
    },
    {
      title: 'kill the leader',
      text: `Start the writer again in one terminal and leave it running. In another one, kill the leader: it is gone at once, as when a machine loses power. Wait until the writer goes on, then end it with Ctrl-C.

Nobody tells the controller. It finds out when the broker's heartbeats have been missing for its session timeout (broker.session.timeout.ms, 9 s here and by default); the broker is fenced then, which means that it may lead nothing, and the controller takes a new leader from the ISR.`,
      predict: { question: 'For how long will the writer stand still?', unit: 'seconds', within: 1.5 },
      commands: [
        `klab produce multi-broker ${topic} --every ${everyMs}ms`,
        `klab kill multi-broker leader:${topic}/0`,
      ],
      byHand: killUnderAWriter,
      patienceMs: 30_000,
      async check(lab) {
        const stopped = await lab.stopped();
        if (stopped.length !== 1)
          return lacks(
            `${stopped.length} nodes are down, the step wants one: klab kill multi-broker leader:${topic}/0`,
          );
        const gapMs = await longestGapMs(lab);
        if (gapMs < leastGapMs)
          return lacks(
            `the longest pause of the last writer is ${gapMs} ms; it must run before the kill and go on after it`,
          );
        const leader = (await lab.topic(topic))?.partitions[0]?.leader;
        return seen(
          `${stopped[0]} is dead, broker ${leader} leads; the writer stood still for ${gapMs} ms`,
          (gapMs / 1_000).toFixed(1),
        );
      },
      hint: 'Writer first, then the kill. The writer goes on by itself once there is a new leader.',
    },
    {
      title: 'what was lost',
      text: `Start the broker again; NODE is its name. The writer numbered its records and heard an answer for each before it went on. So a number that is missing in the log is a record that was acknowledged and lost.`,
      predict: { question: 'How many acknowledged records are missing?', unit: 'records' },
      commands: ['klab start multi-broker NODE'],
      patienceMs: 30_000,
      async check(lab) {
        const stopped = await lab.stopped();
        if (stopped.length > 0)
          return lacks(`${stopped[0]} is down; start it: klab start multi-broker ${stopped[0]}`);
        const isr = (await lab.topic(topic))?.partitions[0]?.isr ?? [];
        if (isr.length < 3) return lacks(`${isr.length} of 3 copies are in sync; the broker is catching up`);
        const numbers = new Set((await lab.lastRun(topic)).map(({ number }) => number));
        const missing = Math.max(0, ...numbers) - numbers.size;
        return seen(`all copies are in sync; ${numbers.size} records of the last writer are there`, missing);
      },
      hint: 'klab status multi-broker says which node is down.',
    },
  ],
  remember: [
    'A kill costs about the session timeout; an orderly stop costs fractions of a second.',
    'With acks=all, copies in sync and a leader from the ISR, a killed broker loses nothing that was acknowledged.',
    'klab drill multi-broker kill-leader measures the same with many writers, and writes a report.',
  ],
};
