/** What is told of a file says nothing secret, however it is written. */
import { expect, it } from 'vitest';
import { discreet } from '../../../src/import/notes.ts';

it.each([
  ['-Djavax.net.ssl.keyStorePassword=hunter2 -Da=b', '-Djavax.net.ssl.keyStorePassword=… -Da=b'],
  [`-Dpassword='hunter2 hunter2' -Da=b`, '-Dpassword=… -Da=b'],
  [String.raw`-Dsasl="x password=\"hunter2 hunter2\" y" -Da=b`, '-Dsasl="x password=… y" -Da=b'],
  [String.raw`-Dsasl.jaas.config="x user_a=\"hunter2\"" -Da=b`, '-Dsasl.jaas.config=… -Da=b'],
  ['{"traefik.auth":"me:hunter2","a":"b"}', '{"traefik.auth":…,"a":"b"}'],
  ['["basicauth.users=me:hunter2","a=b"]', '["basicauth.users=…","a=b"]'],
  ['Authorization: Bearer hunter2', 'Authorization: …'],
  ['jdbc:x://me:hunter2@db/x?password=hunter2&a=b', 'jdbc:x://me:…@db/x?password=…&a=b'],
  ['serve --db-password hunter2 --a b', 'serve --db-password … --a b'],
  ['kafka:9092 -Dauthor', 'kafka:9092 -Dauthor'],
])('%s', (text, told) => {
  expect(discreet('JAVA_OPTS', text)).toBe(told);
});
