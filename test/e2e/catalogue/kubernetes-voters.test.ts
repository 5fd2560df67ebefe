/** The voters of a quorum move into the metadata, come and go while clients work, on Kubernetes. */
import { kubernetesRuntime as runtime } from '../../../src/runtimes/kubernetes/kubernetes-runtime.ts';
import { itChangesVoters } from '../../support/changes-of-voters.ts';
import { sharedKind } from '../../support/kubernetes.ts';
import { partsOnKubernetes as partsOf } from '../../support/node-parts.ts';

itChangesVoters({
  runtime,
  portOffset: 11_800,
  place: async () => ({ cluster: (await sharedKind()).cluster }),
  partsOf,
});
