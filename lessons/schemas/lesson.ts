/** Lesson: what a schema registry keeps, and which changes of a schema it refuses. */
import { lacks, seen, type Lesson } from '../../src/lessons/lesson.ts';

/** The value of records of a topic lesson-sales, as serialisers name it (TopicNameStrategy). */
const subject = 'lesson-sales-value';

const registry = 'http://127.0.0.1:8081/apis/ccompat/v7';

/** Where the registry of open-stack keeps what it is told. */
const journal = 'kafkasql-journal';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

function saleOf(...fields: readonly Field[]): object {
  return { type: 'record', name: 'Sale', fields };
}

const item: Field = { name: 'item', type: 'string' };
const first = saleOf(item);
/** Who reads with this one finds no shop in what was written before. */
const bare = saleOf(item, { name: 'shop', type: 'string' });
const withDefault = saleOf(item, { name: 'shop', type: 'string', default: 'main' });

function curl(method: string, path: string, body: object): string {
  const type = "--header 'content-type: application/vnd.schemaregistry.v1+json'";
  return `curl --request ${method} ${type} --data '${JSON.stringify(body)}' ${registry}${path}`;
}

function registering(schema: object): string {
  return curl('POST', `/subjects/${subject}/versions`, { schema: JSON.stringify(schema) });
}

/** Schemas, their ids, and compatibility. */
export const schemas: Lesson = {
  name: 'schemas',
  title: 'Schemas',
  shows:
    'Shows what a schema registry keeps apart from the records, and which change of a schema it refuses.',
  topology: 'open-stack',
  minutes: 6,
  topics: [],
  groups: [],
  tidy: ({ services }) => services.schemas.remove(subject),
  steps: [
    {
      title: 'a schema, and its id',
      text: `To Kafka a record is bytes. What they mean is agreed upon elsewhere: a schema registry keeps schemas, each under a number (its id) and as a version of a subject, such as the values of one topic. A producer registers its schema and writes the id and then the bytes; a consumer reads the id, and asks the registry once.

Register an Avro schema for the values of a topic: a Sale has an item. The registry answers at port 8081 of this machine (add the port offset, if the cluster has one).`,
      commands: [registering(first)],
      async byHand({ services }) {
        await services.schemas.register(subject, first);
        return async () => undefined;
      },
      async check({ services }) {
        const [found] = await services.schemas.versions(subject);
        if (found === undefined)
          return lacks(`the registry has no subject ${subject}; register the schema as the step says`);
        return seen(
          `${subject} has version ${found.version}, under id ${found.id}: ${JSON.stringify(found.schema)}`,
        );
      },
      hint: 'The schema is JSON within JSON: the command has it as one text. The answer is the id.',
    },
    {
      title: 'a change that readers could not live with',
      text: `Schemas change. With the rule BACKWARD, whoever reads with the new schema must be able to read what was written with the one before: so consumers are updated first.

Give the subject that rule. Then try a second version, in which a Sale has a shop too, and nothing says which shop the old ones had.`,
      predict: { question: 'What becomes of this second version?', choices: ['accepted', 'refused'] },
      commands: [curl('PUT', `/config/${subject}`, { compatibility: 'BACKWARD' }), registering(bare)],
      async byHand({ services }) {
        await services.schemas.demandBackward(subject);
        return async () => undefined;
      },
      async check({ services }) {
        const rule = await services.schemas.compatibility(subject);
        if (rule !== 'BACKWARD')
          return lacks(
            `${subject} has ${rule === undefined ? 'no rule' : `the rule ${rule}`}, the step wants BACKWARD: see its first command`,
          );
        const refusal = await services.schemas.refusal(subject, bare);
        return seen(
          `the check has tried it too: ${refusal ?? 'accepted'}`,
          refusal === undefined ? 'accepted' : 'refused',
        );
      },
      hint: 'A record without a shop, read by who wants one: what is the reader to put there?',
    },
    {
      title: 'a change that they can',
      text: `Give the new field a default: what old records lack is then filled in by the reader. Register that.

The old version stays, and its id: records that were written with it are in the log for as long as the topic keeps them. The registry itself keeps all of it in a topic, ${journal}, and has no database.`,
      predict: { question: 'How many versions does the subject have then?', unit: 'versions' },
      commands: [registering(withDefault)],
      async byHand({ services }) {
        await services.schemas.register(subject, withDefault);
        return async () => undefined;
      },
      async check(lab) {
        const versions = await lab.services.schemas.versions(subject);
        const last = versions.at(-1);
        if (last === undefined || !JSON.stringify(last.schema).includes('"default":"main"'))
          return lacks(`the newest version of ${subject} has no shop with a default; register it`);
        const ends = (await lab.topic(journal))?.partitions.map(({ next = 0 }) => next) ?? [];
        return seen(
          `ids ${versions.map(({ id }) => id).join(' and ')} are versions ${versions.map(({ version }) => version).join(' and ')}; ${journal} has had ${ends.reduce((sum, next) => sum + next, 0)} records`,
          versions.length,
        );
      },
      hint: 'What was refused is no version.',
    },
  ],
  remember: [
    'A record carries the id of its schema; the registry has the schema.',
    'BACKWARD: new readers read old records. A new field needs a default, and consumers are updated first.',
    'A schema never changes: a change is another version with another id.',
  ],
};
