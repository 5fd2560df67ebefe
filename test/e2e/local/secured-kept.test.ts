/** A cluster that was plain before, and one whose passwords are others at the next `up`: storage that is there knows nothing of either. */
import { afterAll, expect, it } from 'vitest';
import { klab } from '../../support/klab.ts';

const at = ['--on', 'local', '--port-offset', '12270'];
const id = 'single-broker-local-12270';

afterAll(async () => {
  await klab('down', id);
  delete process.env['KLAB_PASSWORD_KLAB'];
  delete process.env['KLAB_PASSWORD_ADMIN'];
});

/** Whether klab and every user come in by the passwords of now, and nobody by others. */
const letsIn = (): ReturnType<typeof klab> =>
  klab('smoke', id, '--only', 'users-let-in,passwords-checked,rights-kept');

it('is secured over data of before, and takes other passwords while it runs', async () => {
  expect(await klab('up', 'single-broker', ...at)).toMatchObject({ code: 0 });
  expect(await klab('down', id, '--keep-data')).toMatchObject({ code: 0 });
  expect(await klab('up', 'single-broker', '--secure', ...at)).toMatchObject({ code: 0 });
  expect(await letsIn()).toMatchObject({ code: 0 });

  process.env['KLAB_PASSWORD_KLAB'] = 'another of klab';
  process.env['KLAB_PASSWORD_ADMIN'] = 'another of admin';
  expect(await klab('up', 'single-broker', '--secure', ...at)).toMatchObject({ code: 0 });
  expect(await letsIn()).toMatchObject({ code: 0 });
});
