/** Lesson: reading removes nothing; a group remembers where it goes on, and can be sent back. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-log';
const group = 'lesson-readers';

async function committed(lab: Parameters<Lesson['steps'][number]['check']>[0]): Promise<number | undefined> {
  return (await lab.group(group)).partitions.find((one) => one.topic === topic)?.committed;
}

/** What an offset is, and what a commit says. */
export const offsetsAndReadingAgain: Lesson = {
  name: 'offsets-and-reading-again',
  title: 'Offsets, and reading again',
  shows:
    'Shows that reading takes nothing away, what a group commits, and how to read something a second time.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [topic],
  groups: [group],
  steps: [
    {
      title: 'offsets count',
      text: `Make a topic with one partition, so that there is one log, and write five records: a, b, c, d, e. Each gets the next offset. It keeps it for good: also when older records are removed one day, nothing is counted anew.`,
      predict: { question: 'Which offset will the fifth record, e, get?' },
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1`,
        `klab produce multi-broker ${topic} a b c d e`,
      ],
      async check(lab) {
        const records = await lab.records(topic);
        const last = records.find(({ value }) => value === 'e');
        if (last === undefined)
          return lacks(
            `${topic} has ${records.length} records and no e; write them: klab produce multi-broker ${topic} a b c d e`,
          );
        return seen(`record e is there, at offset ${last.offset}`, last.offset);
      },
      hint: 'Counting begins at 0.',
    },
    {
      title: 'a group commits where it goes on',
      text: `A consumer group is a name under which programs read together. As they go, they commit an offset for each partition: Kafka keeps it in a topic of its own, __consumer_offsets. A group that has committed nothing yet begins behind the last record (auto.offset.reset=latest), unless it is told to begin with the first.

Read three records as group ${group}, from the beginning.`,
      predict: { question: 'Offsets 0, 1 and 2 are read then. Which offset has the group committed?' },
      commands: [`klab consume multi-broker ${topic} --group ${group} --from-beginning --max 3`],
      async check(lab) {
        const at = await committed(lab);
        if (at !== 3)
          return lacks(
            `group ${group} has committed ${at ?? 'nothing'}; the step wants it to have read three records: see the command of the step`,
          );
        return seen(
          `group ${group} has committed ${at}: the offset that it reads next, not the last one that it has read`,
          at,
        );
      },
      hint: `klab groups multi-broker describe ${group} shows what is committed. To begin anew: klab groups multi-broker delete ${group}`,
    },
    {
      title: 'going on',
      text: `Read again as the same group, with no word of where. The program that read before has ended; what it has read is known all the same. The lag of a group is the number of records that it has not read yet.`,
      predict: { question: 'How many records will it get?', unit: 'records' },
      commands: [`klab consume multi-broker ${topic} --group ${group}`],
      async check(lab) {
        const found = (await lab.group(group)).partitions.find((one) => one.topic === topic);
        if (found?.committed === undefined || found.lag > 0)
          return lacks(
            `group ${group} lags by ${found?.lag ?? 'all'} records; let it read: klab consume multi-broker ${topic} --group ${group}`,
          );
        return seen(
          `group ${group} is at the end, its lag is 0; all five records are there as before`,
          found.committed - 3,
        );
      },
      hint: 'It goes on where the first reading stopped, at offset 3 of 0 to 4.',
    },
    {
      title: 'reading again',
      text: `Reading has taken nothing away: the log is as it was, other groups read it from where they are, and this group can be sent back. That is how one repairs what a faulty program did with records. Kafka allows it only while nobody of the group reads.

Send the group back to offset 1, and read one record.`,
      predict: { question: 'Which record will it get: a, b, c, d or e?', choices: ['a', 'b', 'c', 'd', 'e'] },
      commands: [
        `klab groups multi-broker reset ${group} --topic ${topic} --to 1`,
        `klab consume multi-broker ${topic} --group ${group} --max 1`,
      ],
      async check(lab) {
        const at = await committed(lab);
        if (at !== 2)
          return lacks(
            `group ${group} has committed ${at ?? 'nothing'}; sent back to 1 and one record read it would be 2: see the commands of the step`,
          );
        const read = (await lab.records(topic)).find(({ offset }) => offset === at - 1);
        return seen(
          `group ${group} has read ${read?.value} a second time, and goes on at offset ${at}`,
          read?.value,
        );
      },
      hint: 'a has offset 0. Both commands, one after the other.',
    },
  ],
  remember: [
    'Reading removes nothing; records go by retention alone, whoever has read them.',
    'A committed offset is the next one to read; it belongs to a group and a partition.',
    'A group goes on where it was, and can be sent anywhere while nobody of it reads.',
  ],
};
