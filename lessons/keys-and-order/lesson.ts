/** Lesson: what a key is for, and how far order reaches. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-accounts';

/** What a key promises, and what breaks the promise. */
export const keysAndOrder: Lesson = {
  name: 'keys-and-order',
  title: 'Keys and order',
  shows:
    'Shows that records with one key stay in one partition and in order, that nothing orders different partitions, and that more partitions break the tie.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'records with keys',
      text: `Here each record is about an account, and the account's name is its key. The producer takes the partition from the key: hash(key) modulo the number of partitions. Java's clients and klab use the same hash, murmur2; librdkafka uses another one unless it is told (partitioner=murmur2_random).

Write three records for anna, two for finn, one for gina. Watch the partition and offset of each.`,
      predict: { question: 'In how many partitions will the three records of anna lie?', unit: 'partitions' },
      commands: [
        `klab topics multi-broker create ${topic} --partitions 3`,
        `klab produce multi-broker ${topic} --keyed anna:opened finn:opened anna:paid-in gina:opened finn:closed anna:closed`,
      ],
      async check(lab) {
        const own = (await lab.records(topic)).filter(({ key }) => key === 'anna');
        if (own.length < 3)
          return lacks(
            `${topic} has ${own.length} records with key anna, the step wants 3: see the commands of the step`,
          );
        const used = new Set(own.map(({ partition }) => partition));
        return seen(
          `anna's records read ${own.map(({ value }) => value).join(', ')}, as they were written`,
          used.size,
        );
      },
      hint: 'With --keyed each value is KEY:VALUE.',
    },
    {
      title: 'order, and where it ends',
      text: `Read the whole topic. It is read partition by partition: within one, the order is that of writing; between two, there is none, and another reader may well see the partitions in turns.

Write a last record for hugo, then for anna, and read again: hugo's was written first.`,
      predict: {
        question:
          'Does Kafka promise that a reader of the whole topic gets the record of hugo before the last one of anna?',
        choices: ['yes', 'no'],
      },
      commands: [
        `klab produce multi-broker ${topic} --keyed hugo:opened anna:reopened`,
        `klab consume multi-broker ${topic}`,
      ],
      async check(lab) {
        const records = await lab.records(topic);
        const placeOf = (wantedKey: string, wantedValue: string) =>
          records.find(({ key, value }) => key === wantedKey && value === wantedValue);
        const [hugo, anna] = [placeOf('hugo', 'opened'), placeOf('anna', 'reopened')];
        if (hugo === undefined || anna === undefined)
          return lacks(
            `${topic} lacks hugo:opened or anna:reopened; write them with the first command of the step`,
          );
        if (hugo.partition === anna.partition)
          return lacks(
            'hugo and anna share a partition here, so this topic cannot show it: klab lesson reset, and make it with 3 partitions',
          );
        return seen(
          `hugo's record has offset ${hugo.offset} of partition ${hugo.partition}, anna's offset ${anna.offset} of partition ${anna.partition}: nothing orders the two`,
          'no',
        );
      },
      hint: 'Compare the partitions of the two records: offsets of different partitions say nothing of each other.',
    },
    {
      title: 'more partitions move a key',
      text: `hash(key) modulo 3 and modulo 7 differ for most keys. So more partitions send the same key elsewhere from now on, while the old records stay. Whoever counts on the order of a key chooses the number of partitions at the beginning, generously.`,
      predict: {
        question:
          'With seven partitions, will the next record of anna lie in the same partition as the ones before?',
        choices: ['yes', 'no'],
      },
      commands: [
        `klab topics multi-broker alter ${topic} --partitions 7`,
        `klab produce multi-broker ${topic} --keyed anna:moved`,
      ],
      async check(lab) {
        const own = (await lab.records(topic)).filter(({ key }) => key === 'anna');
        const count = (await lab.topic(topic))?.partitions.length ?? 0;
        const moved = own.find(({ value }) => value === 'moved');
        if (count !== 7 || moved === undefined)
          return lacks(
            `${topic} has ${count} partitions and ${moved ? 'a' : 'no'} record anna:moved; the step wants 7 and one, written after`,
          );
        const before = own.find(({ value }) => value === 'opened');
        const isSame = before?.partition === moved.partition;
        return seen(
          `anna's first record is in partition ${before?.partition}, her last in partition ${moved.partition}`,
          isSame ? 'yes' : 'no',
        );
      },
      hint: 'First the partitions, then the record: a producer asks for the number of partitions when it starts.',
    },
  ],
  remember: [
    'One key, one partition, one order, as long as the number of partitions stays.',
    'Between partitions there is no order; what must be in order needs a common key.',
    'More partitions send keys elsewhere; choose their number before the first record.',
  ],
};
