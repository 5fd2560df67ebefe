/** Lesson: what acks and min.insync.replicas promise, and to whom they say no. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-payments';

/** Acks of the producer, min.insync.replicas of the topic: together they decide what an answer is worth. */
export const acksAndMinIsr: Lesson = {
  name: 'acks-and-min-isr',
  title: 'acks and min.insync.replicas',
  shows:
    'Shows which writes are refused while a copy is missing, and which are accepted and why they are worth less.',
  topology: 'multi-broker',
  minutes: 7,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'a strict topic',
      text: `The producer says with acks when a record counts as written: acks=all once every in-sync replica has it, acks=1 once the leader has it, acks=0 at once. min.insync.replicas says how many must be in sync for acks=all to be accepted at all; without it "all in sync" could be the leader alone.

The usual pair for three copies is min.insync.replicas=2. Here it is 3, so that one stopped broker is enough to see it bite; stopping two of these three nodes would take the controllers their majority.`,
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1 --replication-factor 3 --setting min.insync.replicas=3`,
        `klab produce multi-broker ${topic} paid-1`,
      ],
      async check(lab) {
        const found = await lab.topic(topic);
        const minIsr = found?.configs?.['min.insync.replicas'];
        if (minIsr !== '3')
          return lacks(
            `topic ${topic} ${found ? `has min.insync.replicas=${minIsr ?? 'of the brokers'}` : 'is not there'}; the step wants 3: see its first command`,
          );
        const count = (await lab.records(topic)).length;
        if (count === 0)
          return lacks(`${topic} has no record; write one: klab produce multi-broker ${topic} paid-1`);
        return seen('three copies must have a record, and three have it');
      },
      hint: `A topic that was made otherwise goes with: klab topics multi-broker delete ${topic}`,
    },
    {
      title: 'a copy is missing',
      text: `Stop broker-3, then write with acks=all. Two of three copies are in sync now. An answer NOT_ENOUGH_REPLICAS means: the leader has not even written the record.`,
      predict: { question: 'What becomes of the record?', choices: ['accepted', 'refused'] },
      commands: ['klab stop multi-broker broker-3', `klab produce multi-broker ${topic} paid-2`],
      patienceMs: 20_000,
      async check(lab) {
        if (!(await lab.stopped()).includes('broker-3'))
          return lacks('broker-3 runs; stop it: klab stop multi-broker broker-3');
        const isr = (await lab.topic(topic))?.partitions[0]?.isr ?? [];
        if (isr.length !== 2)
          return lacks(
            `${isr.length} copies are in sync, the step wants 2: klab status multi-broker shows what runs`,
          );
        const refusal = await lab.tryToWrite('asked-by-the-check', { topic, timeoutMs: 10_000 });
        return seen(
          `2 of 3 copies are in sync; the check has tried acks=all too: ${refusal ?? 'accepted'}`,
          refusal === undefined ? 'accepted' : 'refused',
        );
      },
      hint: 'min.insync.replicas is 3, and 2 are in sync.',
    },
    {
      title: 'less is accepted',
      text: `Write with acks=1: the leader answers once it has the record itself, and min.insync.replicas has no say in it. If this leader dies before its followers have fetched the record, it is lost, though it was acknowledged.

Then start broker-3, and read. Consumers see a log up to its high watermark, up to which the copies in sync have it; newer Kafkas hold that back while fewer than min.insync.replicas are in sync (KIP-966). So nobody is shown paid-3 before the third copy is back: a reader that comes earlier waits in vain.`,
      predict: { question: 'What becomes of this record?', choices: ['accepted', 'refused'] },
      commands: [
        `klab produce multi-broker ${topic} paid-3 --acks 1`,
        'klab start multi-broker broker-3',
        `klab consume multi-broker ${topic}`,
      ],
      patienceMs: 30_000,
      async check(lab) {
        const isr = (await lab.topic(topic))?.partitions[0]?.isr ?? [];
        if (isr.length !== 3)
          return lacks(
            `${isr.length} of 3 copies are in sync; write paid-3, then start the broker: klab start multi-broker broker-3`,
          );
        const values = (await lab.records(topic)).map(({ value }) => value);
        if (!values.includes('paid-3'))
          return lacks(
            `${topic} holds ${values.join(', ')} and no paid-3; stop broker-3 and write it with --acks 1`,
          );
        return seen(
          `the topic holds ${values.join(', ')} in ${isr.length} copies, and nothing that was refused`,
          'accepted',
        );
      },
      hint: '--acks 1 asks the leader alone. A broker that comes back fetches what it has missed, and joins the ISR.',
    },
  ],
  remember: [
    'acks=all waits for the in-sync replicas; min.insync.replicas says how many these must be.',
    'Three copies, min.insync.replicas=2, acks=all: one broker may go, and writes go on safely.',
    'acks=1 is accepted with any number of copies, and may be lost with its leader.',
  ],
};
