/** The voters of a quorum move into the metadata, come and go while clients work, on Docker. */
import { composeRuntime as runtime } from '../../../src/runtimes/compose/compose-runtime.ts';
import { docker } from '../../../src/runtimes/docker/docker.ts';
import { itChangesVoters } from '../../support/changes-of-voters.ts';
import { partsOnDocker as partsOf } from '../../support/node-parts.ts';

itChangesVoters({
  runtime,
  portOffset: 3_540,
  // The first line that knows such a quorum.
  kafkaVersion: '3.9.2',
  place: async () => ({}),
  partsOf,
  async loseStorage([container = '', volume = '']) {
    await docker(['rm', '--force', container]);
    await docker(['volume', 'rm', volume]);
  },
});
