/** Lesson: records that are seen together or not at all, and what they leave in the log. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-bank';
const group = 'lesson-bank-readers';

/** Transactions, markers, and the two isolation levels. */
export const transactions: Lesson = {
  name: 'transactions',
  title: 'Transactions',
  shows:
    'Shows that aborted records are in the log and yet not seen, and what a transaction adds to the log.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [topic],
  groups: [group],
  steps: [
    {
      title: 'a transaction that commits',
      text: `A transactional producer (it has a transactional.id) writes records to any partitions, then commits or aborts all of them at once. The end is a record of its own in each of these partitions: a control record, the marker, which no reader is shown (KIP-98).

Make a topic with one partition and write two records in a transaction.`,
      predict: { question: 'The records get offsets 0 and 1. Which offset will the next record get?' },
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1`,
        `klab produce multi-broker ${topic} minus-10 plus-10 --transaction commit`,
      ],
      async check(lab) {
        const records = await lab.records(topic, true);
        if (records.length < 2)
          return lacks(
            `${topic} has ${records.length} committed records, the step wants 2: see its commands`,
          );
        const next = (await lab.topic(topic))?.partitions[0]?.next ?? 0;
        if (next <= records.length)
          return lacks(
            `the log ends at offset ${next}: the records were not written in a transaction, or its marker is on its way`,
          );
        return seen(
          `${records.length} records and the marker of their transaction; the log goes on at offset ${next}`,
          next,
        );
      },
      hint: 'The marker takes an offset too. So offsets that a reader sees may have holes.',
    },
    {
      title: 'a transaction that aborts',
      text: `Write two more and abort. They were written to the log as they came, before anybody knew how it would end; the marker says that they do not count.

A consumer with isolation.level=read_committed leaves them out. Java's default is read_uncommitted, which shows them; kafkajs and klab consume read committed ones, --uncommitted shows all.`,
      predict: {
        question: 'How many records does a reader of committed ones see in the topic now?',
        unit: 'records',
      },
      commands: [
        `klab produce multi-broker ${topic} minus-99 plus-99 --transaction abort`,
        `klab consume multi-broker ${topic}`,
        `klab consume multi-broker ${topic} --uncommitted`,
      ],
      async check(lab) {
        const [committed, all] = await Promise.all([lab.records(topic, true), lab.records(topic)]);
        if (all.length === committed.length)
          return lacks(
            `${topic} has ${all.length} records and none that was aborted: see the first command of the step`,
          );
        return seen(
          `${all.length} records are in the log, ${committed.length} of them committed`,
          committed.length,
        );
      },
      hint: 'Only the first transaction counts.',
    },
    {
      title: 'a group passes over it',
      text: `Let a group read the topic from the beginning. It is shown the committed records, and passes over the others and the markers: what it commits is where the log goes on, behind all of them.

A transaction that is open holds such readers up: they read up to the last stable offset, the first record of the oldest open transaction.`,
      predict: { question: 'Which offset will the group have committed at the end?' },
      commands: [`klab consume multi-broker ${topic} --group ${group} --from-beginning`],
      async check(lab) {
        const found = (await lab.group(group)).partitions.find((one) => one.topic === topic);
        if (found?.committed === undefined || found.lag > 0)
          return lacks(
            `group ${group} has committed ${found?.committed ?? 'nothing'}; let it read: see the command of the step`,
          );
        return seen(
          `group ${group} has committed ${found.committed} and lags by ${found.lag}`,
          found.committed,
        );
      },
      hint: 'Two records, a marker, two records, a marker.',
    },
  ],
  remember: [
    'Records of a transaction are in the log at once; its marker decides whether they count.',
    'Only readers with read_committed are spared what was aborted; Java has to be told.',
    'Markers take offsets: the number of records is not the difference of two offsets.',
  ],
};
