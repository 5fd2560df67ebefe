import { expect, it } from 'vitest';
import { compatibilityOf, versionsIn } from '../../../../src/client/services/schema-registry.ts';
import { httpService, type Answer } from '../../../support/http-service.ts';

/** As Confluent's documentation has them ("Schema Registry API Reference"). */
const answers: Readonly<Record<string, Answer>> = {
  'GET /subjects/sales/versions': { body: [1, 3] },
  'GET /subjects/sales/versions/1': { body: { subject: 'sales', version: 1, id: 7, schema: '"string"' } },
  'GET /subjects/sales/versions/3': { body: { subject: 'sales', version: 3, id: 9, schema: '"int"' } },
  'GET /schemas/ids/7': { body: { schema: '"string"' } },
  'GET /schemas/ids/9': { body: { schema: '"int"' } },
  'GET /config/sales': { body: { compatibilityLevel: 'BACKWARD' } },
};
const missing: Answer = { status: 404, body: { error_code: 40401, message: 'Subject not found.' } };

it('a subject has its versions with their schemas, and its rule; one that is not there has none', async () => {
  await using service = await httpService('registry', ({ what }) => answers[what] ?? missing);
  expect(await versionsIn(service.place, 'sales')).toEqual([
    { version: 1, id: 7, schema: 'string' },
    { version: 3, id: 9, schema: 'int' },
  ]);
  expect(await compatibilityOf(service.place, 'sales')).toBe('BACKWARD');
  expect(await versionsIn(service.place, 'other')).toEqual([]);
  expect(await compatibilityOf(service.place, 'other')).toBeUndefined();
});
