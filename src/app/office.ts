/** Who issues certificates of a cluster, for drills that replace them. */
import type { CertificateOffice } from '../cluster/certificates.ts';
import type { RunningCluster } from '../cluster/running-cluster.ts';
import { certificateOffice } from '../runtimes/secrets/office.ts';

/** The office of a cluster that klab has secured; undefined of others. */
export function officeOf({ instance }: RunningCluster): CertificateOffice | undefined {
  return instance.clientSecurity === undefined ? undefined : certificateOffice(instance);
}
