/** Lesson: who keeps the metadata of a cluster, and who decides by it. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topics = ['lesson-before', 'lesson-after'] as const;

/** On ZooKeeper, beside what KRaft does instead. */
export const zookeeperAndKraft: Lesson = {
  name: 'zookeeper-and-kraft',
  title: 'ZooKeeper and KRaft',
  shows:
    'Shows what the controller is for, what happens when it goes, and how many ZooKeeper servers may be missing.',
  topology: 'multi-zookeeper',
  minutes: 7,
  topics,
  groups: [],
  steps: [
    {
      title: 'who decides',
      text: `Brokers keep records. What topics there are, which broker leads what, and who is in sync is metadata. In ZooKeeper mode, up to Kafka 3.9, it is kept by ZooKeeper servers beside Kafka; one broker, which was the first to make the node /controller there, decides: the controller. In KRaft mode, the only one since Kafka 4.0 (KIP-500), controllers keep it themselves, in a log that a majority of them must have (__cluster_metadata), and the leader of that log decides.

This cluster has three brokers and three ZooKeeper servers. Make a topic: the controller chooses its brokers and leaders.`,
      predict: {
        question: 'How many of the three brokers are controller at the same time?',
        unit: 'brokers',
      },
      commands: [
        `klab topics multi-zookeeper create ${topics[0]} --partitions 3`,
        'klab status multi-zookeeper',
      ],
      async check(lab) {
        if ((await lab.topic(topics[0])) === undefined)
          return lacks(`there is no topic ${topics[0]}; make it: see the first command of the step`);
        return seen(`broker ${await lab.controller()} is the controller`, 1);
      },
      hint: 'klab status names it.',
    },
    {
      title: 'the controller goes',
      text: `Stop it. Its session at ZooKeeper ends, the node /controller is gone with it, and the brokers race to make it anew. The new controller reads all metadata from ZooKeeper before it can decide anything: in clusters with very many partitions that took minutes. With KRaft the others have followed the log all along.`,
      predict: {
        question: 'Will there be a controller, with one broker of three stopped?',
        choices: ['yes', 'no'],
      },
      commands: ['klab stop multi-zookeeper controller', 'klab status multi-zookeeper'],
      patienceMs: 40_000,
      async check(lab) {
        const stopped = await lab.stopped();
        const [broker] = lab.cluster.topology.nodes.filter(
          ({ id, role }) => stopped.includes(id) && role === 'broker',
        );
        if (stopped.length !== 1 || broker === undefined)
          return lacks(
            `stopped are ${stopped.join(', ') || 'no nodes'}; the step wants one broker: klab stop multi-zookeeper controller`,
          );
        const now = await lab.controller();
        if (now === broker.number) return lacks(`the brokers still name ${broker.id} as controller`);
        return seen(`${broker.id} is stopped, broker ${now} is the controller now`, 'yes');
      },
      hint: 'The name controller means whoever is it at the moment.',
    },
    {
      title: 'a ZooKeeper server goes',
      text: `Start the broker again (NODE is its name), then stop one ZooKeeper server. ZooKeeper and KRaft alike need a majority: two of three. With one of three gone, everything goes on; with two gone, nothing could be decided any more, no new leader, no new topic, though leaders that are there would go on serving.`,
      predict: {
        question: 'Can a topic be made with two of three ZooKeeper servers?',
        choices: ['yes', 'no'],
      },
      commands: [
        'klab start multi-zookeeper NODE',
        'klab stop multi-zookeeper zookeeper-3',
        `klab topics multi-zookeeper create ${topics[1]} --partitions 1`,
      ],
      patienceMs: 20_000,
      async check(lab) {
        const stopped = await lab.stopped();
        if (stopped.join(',') !== 'zookeeper-3')
          return lacks(
            `stopped are ${stopped.join(', ') || 'no nodes'}; the step wants zookeeper-3 alone: see its commands`,
          );
        if ((await lab.topic(topics[1])) === undefined)
          return lacks(`there is no topic ${topics[1]}; make it: see the last command of the step`);
        return seen(`zookeeper-3 is stopped, and topic ${topics[1]} was made`, 'yes');
      },
      hint: 'klab status multi-zookeeper says which nodes are stopped.',
    },
  ],
  remember: [
    'One controller decides who leads; another takes over when it goes.',
    'ZooKeeper kept metadata up to Kafka 3.9; KRaft has it in a log of the controllers, and is all there is from 4.0 on.',
    'Both need a majority: three tolerate the loss of one, five of two.',
  ],
};
