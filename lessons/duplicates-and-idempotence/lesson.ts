/** Lesson: why a record may be there twice, and what an idempotent producer does about it. */
import type { Lab } from '../../src/lessons/lab.ts';
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-transfers';

async function times(lab: Lab, wanted: string): Promise<number> {
  return (await lab.records(topic)).filter(({ value }) => value === wanted).length;
}

/** An answer that is lost leaves a producer no choice but to send again. */
export const duplicatesAndIdempotence: Lesson = {
  name: 'duplicates-and-idempotence',
  title: 'Duplicates and idempotence',
  shows: 'Shows how a lost answer makes a duplicate, how a producer id prevents it, and where that ends.',
  topology: 'multi-broker',
  minutes: 5,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'an answer gets lost',
      text: `A producer sends a record; the broker writes it; the answer gets lost on the way, or the broker dies just before it answers. The producer cannot know which it was, and sends again (at least once). --resend does just that: it sends each record a second time, as though no answer had come.`,
      predict: { question: 'How many times will the record be in the topic?', unit: 'times' },
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1`,
        `klab produce multi-broker ${topic} pay-10 --resend`,
      ],
      async check(lab) {
        const count = await times(lab, 'pay-10');
        if (count === 0)
          return lacks(
            `${topic} has no record pay-10; write it: klab produce multi-broker ${topic} pay-10 --resend`,
          );
        return seen(
          `pay-10 is there ${count} times: the broker cannot tell a second sending from a second payment`,
          count,
        );
      },
      hint: 'Without an identity each request is a new one to the broker.',
    },
    {
      title: 'a producer with an identity',
      text: `An idempotent producer asks the broker for a producer id first, and numbers its records per partition (KIP-98). The broker remembers the last numbers of each id: a batch that it has already is answered with the offset of before, and not written again. Java's producer does so by default since Kafka 3.0 (enable.idempotence=true).`,
      predict: { question: 'How many times will this record be in the topic?', unit: 'times' },
      commands: [`klab produce multi-broker ${topic} pay-20 --resend --idempotent`],
      async check(lab) {
        const count = await times(lab, 'pay-20');
        if (count === 0) return lacks(`${topic} has no record pay-20; write it with --resend --idempotent`);
        return seen(`pay-20 was sent twice and is there ${count} times`, count);
      },
      hint: 'The second sending has the same id and the same number.',
    },
    {
      title: 'where it ends',
      text: `Now a program that has written a record, crashes before it notes that down, starts again, and does its work again. Idempotence knows nothing of that: the new run gets a new producer id. Write pay-20 once more, as such a program would.`,
      predict: { question: 'How many times will pay-20 be in the topic in all?', unit: 'times' },
      commands: [`klab produce multi-broker ${topic} pay-20 --resend --idempotent`],
      async check(lab) {
        const count = await times(lab, 'pay-20');
        if (count < 2)
          return lacks(
            `pay-20 is there ${count} times; write it once more, with the same command as in the step before`,
          );
        return seen(`pay-20 is there ${count} times, once for each run`, count);
      },
      hint: 'Each run of the command is a producer of its own.',
    },
  ],
  remember: [
    'Sending again after a lost answer makes duplicates, unless the broker knows the producer.',
    'Idempotence removes duplicates of one run of a producer, within a partition.',
    'Across restarts it takes transactions, or a consumer that knows a record it has handled.',
  ],
};
