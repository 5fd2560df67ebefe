/** Lesson: what a failover report says, and where it has it from. */
import type { DrillReport } from '../../src/lessons/drill-report.ts';
import type { Lab } from '../../src/lessons/lab.ts';
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

/** A partition whose producers waited that long has not just been slow. */
const longMs = 5_000;

const drill = 'kill-leader';

async function newestReport(lab: Lab): Promise<DrillReport | undefined> {
  return (await lab.reports()).findLast((report) => report.drill === drill);
}

/** A drill, its page, its recording. */
export const readingAReport: Lesson = {
  name: 'reading-a-report',
  title: 'Reading a failover report',
  shows:
    'Shows how a failover looks in a report, which partitions it concerns, and what its verdict is made of.',
  topology: 'multi-broker',
  minutes: 7,
  topics: [],
  groups: [],
  steps: [
    {
      title: 'a drill',
      text: `A drill writes to and reads from every partition of a topic of its own, kills the broker that leads one of them, waits until others have taken over, starts the broker again, and compares what was acknowledged with what is in the log. Three partitions, each led by another broker, three copies each; the writers wait for acks=all.

Run it; half a minute later it prints a verdict, and the path of its report below reports/ in the current folder.`,
      predict: {
        question:
          'One broker is killed, which leads one of three partitions. How many of them take no writes for more than 5 seconds?',
        unit: 'partitions',
      },
      commands: [`klab drill multi-broker ${drill}`],
      async check(lab) {
        const report = await newestReport(lab);
        if (report === undefined || report.startedAtMs < lab.sinceMs)
          return lacks(
            `there is no report of ${drill} in reports/ of this folder since the step was begun; run it: klab drill multi-broker ${drill}`,
          );
        const { dir, noWritesMs, acknowledged, lost } = report;
        const times = noWritesMs.map((ms, partition) => `partition ${partition} ${Math.round(ms)} ms`);
        return seen(
          `${dir}: no writes for ${times.join(', ')}; ${lost ?? 'nobody knows how many'} of ${acknowledged} acknowledged records lost`,
          noWritesMs.filter((ms) => ms > longMs).length,
        );
      },
      hint: 'With acks=all a leader answers once every copy in sync has the record. The dead broker follows in the other partitions.',
    },
    {
      title: 'reading it',
      text: `Open report.html of that folder in a browser, and look for:

The time line. Each partition is a lane: where it is empty nobody was acknowledged. The fault and the restart are drawn across all lanes. The lane of the dead leader is empty until there is a new one; the others are empty until the dead follower has left the in-sync replicas. Both wait for the same thing, the end of the broker's session (broker.session.timeout.ms, 9 s).

The table. NEW LEADER AFTER, ISR SHRANK AFTER and FULL ISR AFTER RESTART are as brokers told them. NO WRITES FOR is what the writers met, with how much shorter it may have been.

The verdict. Duplicates are allowed where producers are not idempotent, a lost record never is: acknowledged is acknowledged.

All of it is made of events.jsonl beside it. klab report judges that again, anywhere and without a cluster; REPORT is the folder.`,
      predict: {
        question: 'Read it from the page: for how long did one partition take no writes, at the longest?',
        unit: 'seconds',
        within: 1.1,
      },
      commands: ['klab report REPORT'],
      async check(lab) {
        const report = await newestReport(lab);
        if (report === undefined)
          return lacks(
            `there is no report of ${drill} in reports/ of this folder; make one: klab drill multi-broker ${drill}`,
          );
        if (report.judgedAtMs < lab.sinceMs)
          return lacks(`${report.dir} was not judged again yet: klab report ${report.dir}`);
        const words = { held: 'PASSED', broken: 'FAILED', unknown: 'UNKNOWN' };
        return seen(
          `${report.dir} was judged again, of its recording alone: ${words[report.outcome]}`,
          (Math.max(0, ...report.noWritesMs) / 1_000).toFixed(1),
        );
      },
      hint: 'The last line in the terminal says it too: longest interruption of writes.',
    },
  ],
  remember: [
    'With acks=all a dead broker stops every partition that it has a copy in, until it leaves the in-sync replicas.',
    'A report is made of its recording alone: klab report REPORT judges it again, klab report A B compares two.',
    'klab drill --expect max-unavailable=3s makes a number of it a gate.',
  ],
};
