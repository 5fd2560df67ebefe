/** Lesson: a log that keeps the last record of each key. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-prices';

/** The cleaner comes by every 15 s (log.cleaner.backoff.ms). */
const cleaningMs = 60_000;

/** Compaction, beside retention. */
export const compaction: Lesson = {
  name: 'compaction',
  title: 'Compaction',
  shows: 'Shows which records a compacted topic loses and when, and that offsets stay as they are.',
  topology: 'multi-broker',
  minutes: 5,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'a compacted topic',
      text: `Records do not stay for ever. With cleanup.policy=delete, the default, whole old files of the log (segments) go by age or size: retention.ms, a week by default, and retention.bytes; brokers look every 5 minutes (log.retention.check.interval.ms). With cleanup.policy=compact a record goes once a later one has the same key: what stays is the last value of each key, as in a table.

Make such a topic. The two other settings have it cleaned soon: a new segment begins after 0.1 s, since the one that is being written is never cleaned, and one per cent of old records is enough to begin.`,
      commands: [
        `klab topics multi-broker create ${topic} --partitions 1 --setting cleanup.policy=compact --setting segment.ms=100 --setting min.cleanable.dirty.ratio=0.01`,
        `klab produce multi-broker ${topic} --keyed apple:1 pear:1 apple:2 pear:2 apple:3`,
      ],
      async check(lab) {
        const found = await lab.topic(topic);
        if (found?.configs?.['cleanup.policy'] !== 'compact')
          return lacks(
            `topic ${topic} ${found ? 'is not compacted' : 'is not there'}; make it as the step says`,
          );
        const next = found.partitions[0]?.next ?? 0;
        if (next < 5)
          return lacks(`${topic} has had ${next} records, the step wants 5: see its second command`);
        return seen(`${next} records were written for two keys`);
      },
      hint: `A topic that was made otherwise goes with: klab topics multi-broker delete ${topic}`,
    },
    {
      title: 'the cleaner comes',
      text: `Write one record of another key, so that the segment before it is closed. Then wait: the log cleaner of each broker looks for something to do every 15 s (log.cleaner.backoff.ms). A reader that comes before sees old values too; compaction promises the last value of a key, not that the others are gone.`,
      predict: { question: 'Three records of apple were written. How many will be left?', unit: 'records' },
      commands: [`klab produce multi-broker ${topic} --keyed plum:1`, `klab consume multi-broker ${topic}`],
      patienceMs: cleaningMs,
      async check(lab) {
        const records = await lab.records(topic);
        if (!records.some(({ key }) => key === 'plum'))
          return lacks(`${topic} has no record of plum; write it with the first command of the step`);
        const apples = records.filter(({ key }) => key === 'apple');
        if (apples.length > 1)
          return lacks(
            `${apples.length} records of apple are there: the cleaner has not come by yet, it does every 15 s`,
          );
        const [last] = apples;
        return seen(
          `left are ${records.map(({ key, value }) => `${key}:${value}`).join(', ')}; apple:${last?.value} kept its offset, ${last?.offset}`,
          apples.length,
        );
      },
      hint: 'klab lesson check waits for the cleaner, up to a minute.',
    },
  ],
  remember: [
    'delete removes old segments by age or size; compact keeps the last record of each key.',
    'Compaction comes when it comes: readers may still see older values.',
    'Offsets never change; a record without a value (a tombstone) removes its key in the end.',
  ],
};
