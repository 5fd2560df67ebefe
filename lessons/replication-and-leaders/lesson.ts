/** Lesson: copies, leaders and the in-sync replicas, seen while a broker is away. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-copies';

/** What a broker that goes takes along, and what it does not get back. */
export const replicationAndLeaders: Lesson = {
  name: 'replication-and-leaders',
  title: 'Replication and leaders',
  shows:
    'Shows what copies a topic has, what happens to leaders and in-sync replicas when a broker goes, and what when it comes back.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'three copies of each partition',
      text: `The replication factor says how many brokers keep a copy (a replica) of each partition. One of them leads: producers write to it, and consumers read from it. The others follow: they fetch from the leader what it has got. Those that keep up are the in-sync replicas, the ISR: they have everything that counts as written.`,
      predict: {
        question: 'Three partitions, replication factor 3: how many copies are there in all?',
        unit: 'copies',
      },
      commands: [`klab topics multi-broker create ${topic} --partitions 3 --replication-factor 3`],
      async check(lab) {
        const partitions = (await lab.topic(topic))?.partitions ?? [];
        const copies = partitions.flatMap(({ replicas }) => replicas).length;
        if (copies !== 9)
          return lacks(
            `${topic} has ${copies} copies, the step wants 3 partitions with 3 each: see its command`,
          );
        return seen(
          `${topic} has ${partitions.length} partitions, led by brokers ${partitions.map(({ leader }) => leader).join(', ')}`,
          copies,
        );
      },
      hint: 'Each partition has as many copies as the replication factor says, the leader counted.',
    },
    {
      title: 'a broker goes',
      text: `Stop the broker that leads partition 0. An orderly stop hands its leaders over first (controlled shutdown); the controller, the one node that decides who leads, takes a new leader from the ISR, and raises the partition's leader epoch, by which everybody knows an old leader's word from a new one's.`,
      predict: {
        question: 'How many of the three partitions will be without their full ISR?',
        unit: 'partitions',
      },
      commands: [`klab stop multi-broker leader:${topic}/0`, `klab topics multi-broker describe ${topic}`],
      patienceMs: 20_000,
      async check(lab) {
        const stopped = await lab.stopped();
        if (stopped.length !== 1)
          return lacks(
            `${stopped.length} nodes are stopped, the step wants one: klab stop multi-broker leader:${topic}/0`,
          );
        const partitions = (await lab.topic(topic))?.partitions ?? [];
        const orphan = partitions.find(({ leader }) => leader < 0);
        const shrunk = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length;
        if (orphan !== undefined) return lacks(`partition ${orphan.partition} has no leader yet`);
        if (shrunk === 0) return lacks(`every partition still counts ${stopped[0]} as in sync`);
        return seen(
          `${stopped[0]} is stopped; every partition has a leader, ${shrunk} have fewer copies in sync`,
          shrunk,
        );
      },
      hint: 'The stopped broker had a copy of each partition, not only of those that it led.',
    },
    {
      title: 'and comes back',
      text: `Start it again; NODE is its name, as the command before printed it. It fetches what it has missed, and joins the ISR again.

Leaders stay where they are: the first broker in the list of replicas is the preferred leader, and gets its partitions back when somebody asks, or when the controller next looks, every 5 minutes (leader.imbalance.check.interval.seconds).`,
      predict: { question: 'Of how many partitions is it the leader right after?', unit: 'partitions' },
      commands: ['klab start multi-broker NODE', `klab topics multi-broker describe ${topic}`],
      patienceMs: 30_000,
      async check(lab) {
        const stopped = await lab.stopped();
        if (stopped.length > 0)
          return lacks(`${stopped[0]} is stopped; start it: klab start multi-broker ${stopped[0]}`);
        const partitions = (await lab.topic(topic))?.partitions ?? [];
        const lagging = partitions.find(({ isr, replicas }) => isr.length < replicas.length);
        if (lagging !== undefined)
          return lacks(
            `partition ${lagging.partition} has ${lagging.isr.length} of ${lagging.replicas.length} copies in sync`,
          );
        const back = partitions[0]?.replicas[0];
        const led = partitions.filter(({ leader }) => leader === back).length;
        return seen(
          `all copies are in sync again; partition 0 prefers broker ${back}, and is led by broker ${partitions[0]?.leader}`,
          led,
        );
      },
      hint: 'klab status multi-broker says which node is stopped.',
    },
  ],
  remember: [
    'Clients speak to leaders; followers copy, and those that keep up are the ISR.',
    'A new leader comes from the ISR, so that nothing that counts as written is lost.',
    'A broker that comes back follows first; leaders return to their preferred broker later.',
  ],
};
