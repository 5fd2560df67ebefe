/** Lesson: where a client is sent on to, and why it may not get there. */
import type { Lab } from '../../src/lessons/lab.ts';
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

const topic = 'lesson-doors';

/** Where the listener of one broker says that another one is; what went wrong where it says nothing. */
async function toldBy(
  lab: Lab,
  brokerId: string,
  listener: string,
): Promise<ReadonlyMap<number, string> | string> {
  try {
    return (await lab.cluster.probeListener(brokerId, listener)).advertised;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Bootstrap addresses, advertised listeners, and ways that nobody advertises. */
export const listeners: Lesson = {
  name: 'listeners',
  title: 'Listeners: why cannot my client connect?',
  shows:
    'Shows that the address which a client is given only opens the door, and that brokers say themselves where it has to go from there.',
  topology: 'multi-broker',
  minutes: 6,
  topics: [topic],
  groups: [],
  steps: [
    {
      title: 'the door, and the address book',
      text: `A client is given one address or some (bootstrap.servers). It comes to one of them, and asks who leads what (the Metadata request). The answer names all brokers, each by the address that it has in advertised.listeners. From then on the client goes there, and forgets the first address. So a client can fail twice: at the door, and at every address that it is sent on to.

Make a topic of three partitions, and write a record to each. The table says who leads them.`,
      predict: {
        question: 'A client knows the address of broker-1 alone. To how many brokers does it write?',
        unit: 'brokers',
      },
      commands: [
        `klab topics multi-broker create ${topic} --partitions 3`,
        `klab produce multi-broker ${topic} one two three`,
      ],
      async check(lab) {
        const found = await lab.topic(topic);
        if (found === undefined)
          return lacks(`there is no topic ${topic}; make it with the first command of the step`);
        const written = new Set((await lab.records(topic)).map(({ partition }) => partition));
        if (written.size < 3)
          return lacks(
            `${written.size} of 3 partitions have a record; write them: klab produce multi-broker ${topic} one two three`,
          );
        const told = await toldBy(lab, 'broker-1', 'EXTERNAL');
        if (typeof told === 'string') return lacks(`broker-1 does not answer: ${told}`);
        const leaders = new Set(found.partitions.map(({ leader }) => leader));
        return seen(
          `broker-1 names ${[...told.values()].toSorted().join(', ')}; the partitions that were written to are led by ${leaders.size} of them`,
          leaders.size,
        );
      },
      hint: 'A record is written to the leader of its partition, and each of the three has another leader.',
    },
    {
      title: 'the door is shut',
      text: `Stop broker-1. The cluster goes on: others lead its partitions. A client that comes now and knows broker-1 alone has nobody to ask, and says ECONNREFUSED, or "Connection to node -1 could not be established": Java's client numbers what it was given -1, -2, …, and what it was told by the brokers' own numbers, so the number says at which of the two it failed.`,
      predict: {
        question: 'Does a client get in that knows the addresses of broker-1 and broker-2?',
        choices: ['yes', 'no'],
      },
      commands: ['klab stop multi-broker broker-1'],
      patienceMs: 20_000,
      async check(lab) {
        if (!(await lab.stopped()).includes('broker-1'))
          return lacks('broker-1 runs; stop it: klab stop multi-broker broker-1');
        const [first, second] = [
          await toldBy(lab, 'broker-1', 'EXTERNAL'),
          await toldBy(lab, 'broker-2', 'EXTERNAL'),
        ];
        if (typeof first !== 'string') return lacks('broker-1 still answers');
        const opens = typeof second !== 'string';
        return seen(
          `at broker-1: ${first}; broker-2 ${opens ? `sends clients on to ${[...second.values()].toSorted().join(', ')}` : `says: ${second}`}`,
          opens ? 'yes' : 'no',
        );
      },
      hint: 'Any broker can open the door. That is why bootstrap.servers takes several.',
    },
    {
      title: 'a way that nobody advertises',
      text: `A broker has several listeners, each with an address book of its own: EXTERNAL for clients on this machine, INTERNAL for the brokers among themselves and for clients beside them. Whoever comes by one is told the addresses of that one.

No broker knows by which way a client came. A tunnel (ssh -L), a port-forward, a port that Docker publishes under another number: all of them open the door, and then the client is sent on to the advertised address. Where that leads nowhere from the client's place (a name such as kafka:9092 that only containers know, 127.0.0.1 inside of another container), it "connects" and then times out. That is Kafka's most common trap; the cure is a listener that advertises what such clients reach.

Start broker-1. The check then opens a tunnel to broker-2, at a port of its own, and asks through it.`,
      predict: {
        question: 'A client comes to broker-2 by the tunnel. Where does it go to write to broker-2?',
        choices: ['tunnel', 'advertised'],
      },
      commands: ['klab start multi-broker broker-1'],
      patienceMs: 30_000,
      async check(lab) {
        const [stopped] = await lab.stopped();
        if (stopped !== undefined)
          return lacks(`${stopped} is down; start it: klab start multi-broker ${stopped}`);
        const inside = await toldBy(lab, 'broker-2', 'INTERNAL');
        if (typeof inside === 'string') return lacks(`INTERNAL of broker-2 does not answer: ${inside}`);
        const { door, brokers } = await lab.throughTunnel('broker-2');
        if (brokers.length < 3) return lacks(`broker-2 counts ${brokers.length} of 3 brokers as alive yet`);
        const told = brokers.find(({ number }) => number === 2)?.address;
        return seen(
          `the tunnel began at ${door}, and broker-2 says there that it is at ${told}; at INTERNAL it says ${inside.get(2)}`,
          told === door ? 'tunnel' : 'advertised',
        );
      },
      hint: 'The broker answers with what stands in its settings, whoever asks.',
    },
  ],
  remember: [
    'bootstrap.servers opens the door; advertised.listeners says where clients go from there. Both must be reachable from the client.',
    'Node -1 in an error is the door; a broker number is an address that the cluster advertises.',
    'Each listener has its own addresses: clients in other places need other listeners.',
    'klab smoke multi-broker --only listeners-answer asks every listener from where its clients are.',
  ],
};
