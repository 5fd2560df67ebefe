/** Lesson: members of a group share partitions out, and share them out anew when one comes or goes. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';
import type { Lab } from '../../src/lessons/lab.ts';

const topic = 'lesson-clicks';
const group = 'lesson-shop';
const member = `klab consume multi-broker ${topic} --group ${group} --from-beginning --follow`;

/** Joining takes as long as it takes the members before to hear of it: a heartbeat and a fetch. */
const joiningMs = 20_000;

async function sharedOut(lab: Lab, wanted: number) {
  const { members, state } = await lab.group(group);
  const shares = members.map(({ partitions }) => partitions.length).toSorted((a, b) => b - a);
  const given = shares.reduce((sum, share) => sum + share, 0);
  return members.length === wanted && given === 3
    ? shares
    : lacks(
        `group ${group} is ${state} with ${members.length} members that have ${given} of 3 partitions; the step wants ${wanted} members: run the command in that many terminals`,
      );
}

/** Groups, and rebalancing. */
export const consumerGroups: Lesson = {
  name: 'consumer-groups',
  title: 'Consumer groups and rebalancing',
  shows:
    'Shows how members of a group share partitions out, who gets none, and what stays when all have gone.',
  topology: 'multi-broker',
  minutes: 8,
  topics: [topic],
  groups: [group],
  steps: [
    {
      title: 'something to read',
      text: `Make a topic with three partitions and write nine records into it. They are what a group will read.`,
      commands: [
        `klab topics multi-broker create ${topic} --partitions 3`,
        `klab produce multi-broker ${topic} 1 2 3 4 5 6 7 8 9`,
      ],
      async check(lab) {
        const count = (await lab.topic(topic))?.partitions.length ?? 0;
        const records = await lab.records(topic);
        if (count !== 3 || records.length < 9)
          return lacks(
            `${topic} has ${count} partitions and ${records.length} records; the step wants 3 and 9: see its commands`,
          );
        return seen(`${records.length} records in ${count} partitions`);
      },
      hint: 'Two commands, one after the other.',
    },
    {
      title: 'two members',
      text: `Within a group each partition is read by one member, so each record is handled once; another group would get all of them too. A broker, the group's coordinator, knows the members; one of them, the leader of the group, shares the partitions out.

Open two more terminals and run the command in each. Leave them running. The second to come makes the group rebalance: both stop, hear what they have now, and go on. That is the moment in which nobody reads.`,
      predict: {
        question: 'Three partitions, two members: how many partitions does the busier one get?',
        unit: 'partitions',
      },
      commands: [member, member],
      byHand: async (lab) => lab.join(topic, group, 2),
      patienceMs: joiningMs,
      async check(lab) {
        const shares = await sharedOut(lab, 2);
        return Array.isArray(shares)
          ? seen(`two members share the partitions: ${shares.join(' and ')}`, shares[0])
          : shares;
      },
      hint: `klab groups multi-broker describe ${group} shows who reads what. A member that you have ended leaves the group at once, one that was killed after its session timeout.`,
    },
    {
      title: 'more members than partitions',
      text: `Run the command in two further terminals, four in all. A partition cannot be shared by two members of one group: the number of partitions is the most that can work at the same time.`,
      predict: { question: 'Four members, three partitions: how many members get nothing?', unit: 'members' },
      commands: [member, member, member, member],
      byHand: async (lab) => lab.join(topic, group, 4),
      patienceMs: joiningMs,
      async check(lab) {
        const shares = await sharedOut(lab, 4);
        if (!Array.isArray(shares)) return shares;
        return seen(
          `four members, with ${shares.join(', ')} partitions`,
          shares.filter((share) => share === 0).length,
        );
      },
      hint: 'All four must run at the same time. An idle member is no waste: it takes over when another one fails.',
    },
    {
      title: 'nobody reads',
      text: `End all members with Ctrl-C, then write three more records. The group is Empty now, and is not gone: what it has committed is kept for offsets.retention.minutes, a week by default. Its lag grows with each record that nobody reads.`,
      predict: { question: 'How far will the group lag behind?', unit: 'records' },
      commands: [`klab produce multi-broker ${topic} 10 11 12`, `klab groups multi-broker describe ${group}`],
      patienceMs: joiningMs,
      async check(lab) {
        const { members, partitions } = await lab.group(group);
        const lag = partitions.reduce((sum, one) => sum + one.lag, 0);
        if (members.length > 0)
          return lacks(
            `group ${group} still has ${members.length} members; end them with Ctrl-C, then write the records`,
          );
        if (lag < 3)
          return lacks(
            `group ${group} lags by ${lag} records; write three more: klab produce multi-broker ${topic} 10 11 12`,
          );
        return seen(
          `group ${group} has no member and lags by ${lag} records; it will go on where it was`,
          lag,
        );
      },
      hint: 'Members that still run read the new records at once: end them first.',
    },
  ],
  remember: [
    'A partition is read by one member of a group at a time; members beyond the partitions wait.',
    'Whoever comes or goes makes the group rebalance; meanwhile nobody of it reads.',
    'A group outlives its members: its offsets are kept, and its lag shows what is left to read.',
  ],
};
