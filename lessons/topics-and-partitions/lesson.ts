/** Lesson: what a topic and a partition are, and what can be changed of them later. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-orders';

/** The first lesson. */
export const topicsAndPartitions: Lesson = {
  name: 'topics-and-partitions',
  title: 'Topics and partitions',
  shows:
    'Shows that a topic is a set of logs, how records are spread over them, and which way their number can change.',
  topology: 'multi-broker',
  minutes: 5,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'make a topic',
      text: `A topic is a name that programs write to and read from. What Kafka keeps is its partitions: each is a log, a file to which records are only ever appended. A record is a key (or none) and a value, both just bytes.

Make a topic with three partitions. The table shows each of them: the broker that leads it, the brokers that have a copy (replicas), which of these are in sync (ISR), and the offsets, the numbers of the first record and of the next one.`,
      commands: [`klab topics multi-broker create ${topic} --partitions 3`],
      async check(lab) {
        const found = await lab.topic(topic);
        if (found === undefined)
          return lacks(`there is no topic ${topic}; make it with the command of the step`);
        const count = found.partitions.length;
        if (count < 3)
          return lacks(
            `topic ${topic} has ${count} partitions, the step wants 3: klab topics multi-broker alter ${topic} --partitions 3`,
          );
        const leaders = new Set(found.partitions.map(({ leader }) => leader));
        return seen(`topic ${topic} has ${count} partitions, led by ${leaders.size} different brokers`);
      },
      hint: `Type the command as it stands. A topic of the same name from before goes with: klab topics multi-broker delete ${topic}`,
    },
    {
      title: 'write records without a key',
      text: `Write six records without a key. Whoever writes (the producer, not the broker) chooses the partition of each. klab's producer takes the next partition in turn; Java's fills a batch for one partition and then takes another (KIP-480, KIP-794).

An offset is a record's number in its own partition: each partition counts from 0 for itself.`,
      predict: {
        question: 'Six records, three partitions: in how many partitions will there be records?',
        unit: 'partitions',
      },
      commands: [`klab produce multi-broker ${topic} one two three four five six`],
      async check(lab) {
        const records = await lab.records(topic);
        if (records.length < 6)
          return lacks(
            `${topic} has ${records.length} records, the step wants 6: klab produce multi-broker ${topic} one two three four five six`,
          );
        const used = new Set(records.map(({ partition }) => partition));
        return seen(
          `${records.length} records lie in partitions ${[...used].toSorted((a, b) => a - b).join(', ')}`,
          used.size,
        );
      },
      hint: 'Words behind the name of the topic are values, a record each.',
    },
    {
      title: 'more partitions, not fewer',
      text: `Partitions are what spreads load: one partition is led by one broker, and is read by one member of a group. So a topic may need more of them one day.

Try to go down to two first: Kafka refuses, since the records of the third would have to go somewhere. Then go up to four.`,
      predict: {
        question: 'How many of the six records will lie in the new, fourth partition?',
        unit: 'records',
      },
      commands: [
        `klab topics multi-broker alter ${topic} --partitions 2`,
        `klab topics multi-broker alter ${topic} --partitions 4`,
      ],
      async check(lab) {
        const found = await lab.topic(topic);
        const count = found?.partitions.length ?? 0;
        if (count !== 4)
          return lacks(
            `topic ${topic} has ${count} partitions, the step wants 4: klab topics multi-broker alter ${topic} --partitions 4`,
          );
        const moved = found?.partitions.find(({ partition }) => partition === 3);
        return seen(
          'the new partition is there; what was written before stays where it is',
          moved?.next ?? 0,
        );
      },
      hint: 'The first command is meant to fail. Kafka moves no record from one partition to another.',
    },
  ],
  remember: [
    'A topic is a name; a partition is a log, and has one leader at a time.',
    'The producer chooses the partition; an offset counts within one partition.',
    'The number of partitions can grow and never shrink; records stay where they were written.',
  ],
};
