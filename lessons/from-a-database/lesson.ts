/** Lesson: rows of a table become records, by a connector that follows the database's own log. */
import type { Lab } from '../../src/lessons/lab.ts';
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

/** What the connector of open-stack writes to: its prefix, the schema, the table. */
const topic = 'shop.public.orders';

const items = { made: 'lesson-tea', changed: 'lesson-coffee', late: 'lesson-cocoa' } as const;

const statements = {
  insert: `INSERT INTO orders (item) VALUES ('${items.made}')`,
  update: `UPDATE orders SET item = '${items.changed}' WHERE item = '${items.made}'`,
  remove: `DELETE FROM orders WHERE item = '${items.changed}'`,
  insertLate: `INSERT INTO orders (item) VALUES ('${items.late}')`,
} as const;

function psql(statement: string): string {
  return `psql postgresql://klab:klab@127.0.0.1:5432/klab --command "${statement}"`;
}

/** One record of the topic: what happened to a row; no operation is a tombstone. */
interface Change {
  readonly id: number;
  readonly op?: string;
  readonly item?: string;
  readonly offset: number;
}

async function changesIn(lab: Lab): Promise<readonly Change[]> {
  return (await lab.records(topic)).map(({ key, value, offset }) => {
    const { id } = JSON.parse(key) as { id: number };
    if (value === '') return { id, offset };
    const { op, after } = JSON.parse(value) as { op: string; after: { item: string } | null };
    return { id, op, offset, ...(after !== null && { item: after.item }) };
  });
}

/** Number of the newest row of this item; undefined where there is none. */
async function rowOf(lab: Lab, item: string): Promise<number | undefined> {
  const rows = await lab.services.sql(`SELECT id FROM orders WHERE item = '${item}' ORDER BY id`);
  const id = rows.at(-1)?.['id'];
  return typeof id === 'number' ? id : undefined;
}

/** By whom a step is done that is one statement. */
function bySql(statement: string): (lab: Lab) => Promise<() => Promise<void>> {
  return async ({ services }) => {
    await services.sql(statement);
    return async () => undefined;
  };
}

/** How long a change may take to arrive. */
const arrivalMs = 20_000;

/** Change data capture by Kafka Connect. */
export const fromADatabase: Lesson = {
  name: 'from-a-database',
  title: 'From a database to a topic',
  shows:
    'Shows how rows that are inserted, changed and deleted become records, and what happens while the one who carries them is dead.',
  topology: 'open-stack',
  minutes: 8,
  topics: [],
  groups: [],
  async tidy({ services }) {
    await services.sql(`DELETE FROM orders WHERE item LIKE 'lesson-%'`);
  },
  steps: [
    {
      title: 'a row becomes a record',
      text: `Kafka Connect moves data between Kafka and other systems by configuration: a worker runs connectors, and each has tasks. This cluster has one that follows the table orders of PostgreSQL (Debezium's connector). It does not ask the table again and again: it reads the log that the database writes for itself, from a replication slot, and so misses no change and none between two changes.

Insert a row. Who has no psql finds one in the container: docker exec CONTAINER psql --username klab --command "…"; klab status open-stack names the containers.`,
      predict: { question: 'How many records does one inserted row become?', unit: 'records' },
      commands: [psql(statements.insert)],
      byHand: bySql(statements.insert),
      patienceMs: arrivalMs,
      async check(lab) {
        const id = await rowOf(lab, items.made);
        if (id === undefined)
          return lacks(`no row of orders has the item ${items.made}; insert it as the step says`);
        const own = (await changesIn(lab)).filter((change) => change.id === id);
        const [change] = own;
        if (change === undefined)
          return lacks(
            `row ${id} is there, and ${topic} has no record of it yet: klab status open-stack says whether connect runs`,
          );
        return seen(
          `row ${id} is the record at offset ${change.offset} of ${topic}: its key is the row's, its operation "${change.op}" (create), after it the item is ${change.item}`,
          own.length,
        );
      },
      hint: `klab consume open-stack ${topic} shows all of them.`,
    },
    {
      title: 'a row changes',
      text: `Change the row. The record says what the row is after it, and which operation it was: c for create, u for update, d for delete, r for a row that was there when the connector first looked (the snapshot).

The key is that of the table, so all that happens to one row stays in one partition, in its order.`,
      predict: { question: 'Which operation will the record have?', choices: ['c', 'u', 'd'] },
      commands: [psql(statements.update)],
      byHand: bySql(statements.update),
      patienceMs: arrivalMs,
      async check(lab) {
        const id = await rowOf(lab, items.changed);
        if (id === undefined)
          return lacks(`no row of orders has the item ${items.changed}; change it as the step says`);
        const last = (await changesIn(lab)).findLast((change) => change.id === id);
        if (last?.op === undefined || last.item !== items.changed)
          return lacks(`row ${id} has changed, and ${topic} does not say so yet`);
        return seen(
          `offset ${last.offset} says of row ${id}: operation "${last.op}", the item is ${last.item}`,
          last.op,
        );
      },
      hint: 'It is an update of a row that is there.',
    },
    {
      title: 'a row is deleted',
      text: `Delete it. A reader must hear of that; and a topic that is compacted must be able to forget the key. A record with a key and no value, a tombstone, is what the log cleaner understands.`,
      predict: { question: 'How many records does one deleted row become?', unit: 'records' },
      commands: [psql(statements.remove)],
      byHand: bySql(statements.remove),
      patienceMs: arrivalMs,
      async check(lab) {
        const left = (await rowOf(lab, items.changed)) ?? (await rowOf(lab, items.made));
        if (left !== undefined) return lacks(`row ${left} is still there; delete it as the step says`);
        const changes = await changesIn(lab);
        const update = changes.findLast(({ item }) => item === items.changed);
        const after = changes.filter(({ id, offset }) => id === update?.id && offset > (update?.offset ?? 0));
        if (!after.some(({ op }) => op === undefined))
          return lacks(`the row is deleted, and ${topic} has ${after.length} records of that yet`);
        return seen(
          `of row ${update?.id} come ${after.map(({ op, offset }) => (op === undefined ? `a tombstone at offset ${offset}` : `"${op}" at offset ${offset}`)).join(', ')}`,
          after.length,
        );
      },
      hint: 'One for readers, one for the cleaner.',
    },
    {
      title: 'the worker is dead',
      text: `Kill the worker, insert a row while it is dead, and start it again. The database keeps its log for the slot until somebody has read it. The worker keeps how far it has come in a topic of its own (offset.storage.topic), and goes on from there: what it had written and not yet noted it writes again, so Connect promises at least once, unless exactly-once support is on (KIP-618).`,
      predict: {
        question: 'Does the row that was inserted meanwhile arrive, once the worker runs again?',
        choices: ['yes', 'no'],
      },
      commands: [
        'klab kill open-stack connect',
        psql(statements.insertLate),
        'klab start open-stack connect',
      ],
      async byHand(lab) {
        await lab.cluster.kill('connect');
        await lab.services.sql(statements.insertLate);
        await lab.cluster.start('connect');
        return async () => undefined;
      },
      patienceMs: 120_000,
      async check(lab) {
        if ((await lab.stopped()).includes('connect'))
          return lacks('connect is down; start it: klab start open-stack connect');
        const id = await rowOf(lab, items.late);
        if (id === undefined)
          return lacks(`no row of orders has the item ${items.late}; insert it while the worker is dead`);
        const own = (await changesIn(lab)).filter((change) => change.id === id);
        const [change] = own;
        if (change === undefined) return lacks(`row ${id} has not arrived yet; the worker is starting`);
        return seen(
          `row ${id} arrived at offset ${change.offset}, ${own.length === 1 ? 'once' : `${own.length} times`}`,
          'yes',
        );
      },
      hint: 'The worker needs half a minute to start; klab lesson check waits for it.',
    },
  ],
  remember: [
    "Change data capture reads the database's log: every change is a record, keyed by the row.",
    'A delete is two records: one says so, and a tombstone lets compaction forget the row.',
    'Connect keeps its progress in Kafka and goes on from there: at least once.',
  ],
};
