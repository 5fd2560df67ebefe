/** Lesson: what ends records, their age or a later record of the same key. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';
import { NotYet, waitFor } from '../../src/wait.ts';

const news = 'lesson-news';
const prices = 'lesson-prices';

/** The cleaner comes by every 15 s (log.cleaner.backoff.ms). */
const cleaningMs = 60_000;

/** A broker looks for records that are too old 30 s after its start (LogManager's InitialTaskDelayMs). */
const firstLookMs = 90_000;

/** cleanup.policy: delete and compact. */
export const retentionAndCompaction: Lesson = {
  name: 'retention-and-compaction',
  title: 'Retention and compaction',
  shows:
    'Shows when records go by their age, which ones a compacted topic loses, and that offsets stay as they are.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [news, prices],
  groups: [],
  steps: [
    {
      title: 'records that may be a second old',
      text: `Records do not stay for ever. With cleanup.policy=delete, the default, whole files of the log (segments) go by age or size: retention.ms, a week by default, and retention.bytes, without a limit by default. An age is not an alarm clock: brokers look 30 s after their start, and then every 5 minutes (log.retention.check.interval.ms).

Make a topic that keeps records for a second, in one copy, and write three. Then stop its leader and start it again, so that its next look is half a minute away and not five; NODE is the broker that you stopped. Meanwhile, go on.`,
      commands: [
        `klab topics multi-broker create ${news} --partitions 1 --replication-factor 1 --setting retention.ms=1000`,
        `klab produce multi-broker ${news} monday tuesday wednesday`,
        `klab stop multi-broker leader:${news}/0`,
        'klab start multi-broker NODE',
      ],
      patienceMs: 30_000,
      async check(lab) {
        const found = await lab.topic(news);
        if (found?.configs?.['retention.ms'] !== '1000')
          return lacks(
            `topic ${news} ${found ? 'has another retention.ms than 1000' : 'is not there'}; make it as the step says`,
          );
        const [stopped] = await lab.stopped();
        if (stopped !== undefined)
          return lacks(`${stopped} is down; start it: klab start multi-broker ${stopped}`);
        const next = found.partitions[0]?.next ?? 0;
        if (next < 3)
          return lacks(`${news} has had ${next} records, the step wants 3: see its second command`);
        const left = (await lab.records(news)).length;
        return seen(`${left} of ${next} records are there; they may be 1 s old`);
      },
      hint: `A topic that was made otherwise goes with: klab topics multi-broker delete ${news}`,
    },
    {
      title: 'a compacted topic',
      text: `With cleanup.policy=compact a record goes once a later one has the same key: what stays is the last value of each key, as in a table.

Make such a topic. The two other settings have it cleaned soon: a new segment begins after 0.1 s, since the one that is being written is never cleaned, and one per cent of old records is enough to begin.`,
      commands: [
        `klab topics multi-broker create ${prices} --partitions 1 --setting cleanup.policy=compact --setting segment.ms=100 --setting min.cleanable.dirty.ratio=0.01`,
        `klab produce multi-broker ${prices} --keyed apple:1 pear:1 apple:2 pear:2 apple:3`,
      ],
      async check(lab) {
        const found = await lab.topic(prices);
        if (found?.configs?.['cleanup.policy'] !== 'compact')
          return lacks(
            `topic ${prices} ${found ? 'is not compacted' : 'is not there'}; make it as the step says`,
          );
        const next = found.partitions[0]?.next ?? 0;
        if (next < 5)
          return lacks(`${prices} has had ${next} records, the step wants 5: see its second command`);
        return seen(`${next} records were written for two keys`);
      },
      hint: `A topic that was made otherwise goes with: klab topics multi-broker delete ${prices}`,
    },
    {
      title: 'the cleaner comes',
      text: `Write one record of another key, so that the segment before it is closed. Then wait: the log cleaner of each broker looks for something to do every 15 s (log.cleaner.backoff.ms). A reader that comes before sees old values too; compaction promises the last value of a key, not that the others are gone.`,
      predict: { question: 'Three records of apple were written. How many will be left?', unit: 'records' },
      commands: [`klab produce multi-broker ${prices} --keyed plum:1`, `klab consume multi-broker ${prices}`],
      patienceMs: cleaningMs,
      async check(lab) {
        const records = await lab.records(prices);
        if (!records.some(({ key }) => key === 'plum'))
          return lacks(`${prices} has no record of plum; write it with the first command of the step`);
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
    {
      title: 'old news',
      text: `Back to the news: the broker looks 30 s after its start. It deletes segments whose newest record is too old, the one that is being written among them. Read until nothing is there, and only then write thursday: a young record keeps the old ones of its segment until the next look.

A partition counts on from where it was. Offsets of records that are gone are not given again; a consumer that wants one of them is told OFFSET_OUT_OF_RANGE, and begins where auto.offset.reset says.`,
      predict: { question: 'Which offset will thursday have? monday has had 0.' },
      commands: [`klab consume multi-broker ${news}`, `klab produce multi-broker ${news} thursday`],
      async byHand(lab) {
        await waitFor({ what: 'the broker to look', timeoutMs: firstLookMs }, async () => {
          const first = (await lab.topic(news))?.partitions[0]?.first ?? 0;
          return first >= 3 || new NotYet(`${news} begins at offset ${first}`);
        });
        await lab.tryToWrite('thursday', { topic: news });
        return async () => undefined;
      },
      async check(lab) {
        const { first = 0 } = (await lab.topic(news))?.partitions[0] ?? {};
        const thursday = (await lab.records(news)).findLast(({ value }) => value === 'thursday');
        if (first < 3)
          return lacks(
            `${news} still begins at offset ${first}: its broker looks 30 s after its start, and then every 5 minutes; stop it and start it again if it missed the time`,
          );
        if (thursday === undefined)
          return lacks(`${news} has no thursday; write it: klab produce multi-broker ${news} thursday`);
        return seen(
          `${first} records are gone, ${news} begins at offset ${first} now; thursday has ${thursday.offset}`,
          thursday.offset,
        );
      },
      hint: 'If 30 s have passed since the start of the broker and all is still there, a record was young then: stop the broker and start it again.',
    },
  ],
  remember: [
    'delete removes old segments by age or size, when a broker looks; compact keeps the last record of each key.',
    'Compaction comes when it comes: readers may still see older values.',
    'Offsets never change and are never given again; a record without a value (a tombstone) removes its key in the end.',
  ],
};
