/** What a person proves of the cluster on the page: one smoke check, all of them, or a drill. */
import { smokeChecks } from '../checks/index.ts';
import { pageDrills } from './proof/page-drills.ts';
import { assertOwnName } from './consent.ts';
import { choice, type Fields } from './fields.ts';
import type { Lab } from './lab.ts';

/** Stands for every check. */
const all = 'all';

/** By the names that the page sends. */
export const proofActions = { smoke, drill, 'stop-proof': stopProof } as const;

async function smoke(lab: Lab, fields: Fields): Promise<string> {
  const names = smokeChecks.map(({ name }) => name);
  const chosen = choice(fields, 'check', [all, ...names]);
  assertOwnName(lab.cluster.instance, fields, 'stop a broker of');
  // Who has typed the name has said yes.
  const { keepWhole: _, keepUnwritten: __, ...cluster } = lab.cluster;
  lab.proof.smoke(cluster, chosen === all ? names : [chosen]);
  return told(lab, chosen === all ? 'smoke checks begin' : `smoke check ${chosen} begins`);
}

async function drill(lab: Lab, fields: Fields): Promise<string> {
  const name = choice(
    fields,
    'drill',
    pageDrills.map((plan) => plan.name),
  );
  assertOwnName(lab.cluster.instance, fields, 'break');
  lab.proof.drill(
    lab.cluster,
    pageDrills.find((plan) => plan.name === name)!,
  );
  return told(lab, `drill ${name} begins`);
}

async function stopProof(lab: Lab): Promise<string> {
  lab.proof.stop();
  return told(lab, 'what ran is being stopped');
}

function told(lab: Lab, said: string): string {
  lab.tell(said, 'hand');
  return said;
}
