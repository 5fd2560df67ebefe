/** What happens to certificates in the life of a cluster: all of them are replaced in time, or one is forgotten. */
import { isBroker, type LabNode, type ResolvedTopology } from '../../../kafka/node.ts';
import { authorityFile, secretFilesOf } from '../../../kafka/security/secret-files.ts';
import type { DrillPlan, DrillStep, StepContext } from '../plan.ts';
import { untilHealed } from './break-and-heal.ts';
import { hasCertificates, hasNeighbours } from './preconditions.ts';

/** A node takes what is new when it starts. */
type Give = (context: StepContext, nodeId: string) => Promise<void>;

const look: DrillStep = {
  kind: 'run',
  text: 'look at the certificate that each broker shows',
  run: ({ certificates }) => certificates.look(),
};

/** Every node in turn that reads certificates: those that others depend on first, services last. */
function roll(topology: ResolvedTopology, what: string, give: Give): readonly DrillStep[] {
  return inOrder(topology).flatMap((node): readonly DrillStep[] => [
    { kind: 'fault', fault: 'stop', target: { nodeId: node.id } },
    { kind: 'run', text: `give ${node.id} ${what}`, run: (context) => give(context, node.id) },
    { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
    { kind: 'heal' },
    { kind: 'await', until: 'writes-back' },
    { kind: 'await', until: 'full-isr' },
  ]);
}

function inOrder({ nodes, security }: ResolvedTopology): readonly LabNode[] {
  if (security === undefined) return [];
  const rank = (node: LabNode): number =>
    isBroker(node) ? roles.indexOf('broker') : roles.indexOf(node.role);
  return nodes
    .filter((node) => secretFilesOf(node, security).includes(authorityFile))
    .toSorted((a, b) => rank(a) - rank(b));
}

const roles: readonly LabNode['role'][] = ['zookeeper', 'controller', 'broker', 'service'];

function onlyWithOwnAuthority(steps: readonly DrillStep[]): readonly DrillStep[] {
  return steps.map((step) => ({ ...step, onlyWith: 'own-authority' }));
}

/**
 * Nothing is trusted for less time than it serves: a new authority is trusted everywhere before it signs, and the old one
 * until nobody has a certificate of it.
 */
export const rotateCertificates: DrillPlan = {
  name: 'rotate-certificates',
  summary: 'give every node a new certificate, then one of a new CA, in turn, while clients come and go',
  preconditions: hasCertificates,
  certificates: true,
  steps: (topology) => [
    look,
    ...onlyWithOwnAuthority([
      {
        kind: 'run',
        text: 'make a new CA; both are trusted from now on',
        run: ({ certificates }) => certificates.introduceAuthority(),
      },
    ]),
    ...roll(topology, 'a new certificate', ({ certificates }, nodeId) => certificates.renew(nodeId)),
    look,
    ...onlyWithOwnAuthority([
      {
        kind: 'run',
        text: 'let the new CA sign from now on',
        run: ({ certificates }) => certificates.changeAuthority(),
      },
      ...roll(topology, 'a certificate of the new CA', ({ certificates }, nodeId) =>
        certificates.renew(nodeId),
      ),
      look,
      {
        kind: 'run',
        text: 'trust the new CA alone from now on',
        run: ({ certificates }) => certificates.forgetAuthority(),
      },
      ...roll(topology, 'the new CA alone to trust', ({ certificates }, nodeId) =>
        certificates.handOver(nodeId),
      ),
      look,
    ]),
    { kind: 'elect-preferred' },
    { kind: 'await', until: 'preferred-leaders' },
    { kind: 'traffic', durationMs: 1_000 },
  ],
};

/** Longer than a node takes to start and to have all of its copies in sync, on a machine that is busy. */
const validForMs = 60_000;

/** A broker notices as it starts, and ends; on a machine that is busy that takes its time. */
const vainMs = 30_000;

/** The node that was stopped last. */
async function onLost({ lost }: StepContext, act: (nodeId: string) => Promise<void>): Promise<void> {
  for (const { id } of lost) await act(id);
}

/** A certificate that nobody thought of ends while everybody is connected, and is missed when somebody connects again. */
export const expireCertificate: DrillPlan = {
  name: 'expire-certificate',
  summary: 'let the certificate of a leader end: who notices when, and what its next start meets',
  preconditions: (topology) => hasCertificates(topology) ?? hasNeighbours(topology),
  certificates: true,
  steps: () => {
    // The one that was hit, for steps while nothing is lost.
    let hit = '';
    return [
      look,
      { kind: 'fault', fault: 'stop', target: 'leader' },
      {
        kind: 'run',
        text: `give it a certificate that ends in ${validForMs / 1_000} s`,
        run: (context) =>
          onLost(context, async (nodeId) => {
            hit = nodeId;
            await context.certificates.renew(nodeId, validForMs);
          }),
      },
      { kind: 'heal' },
      ...untilHealed,
      look,
      {
        kind: 'run',
        text: 'wait until its certificate has ended',
        run: ({ certificates }) => certificates.untilEnded(hit),
      },
      { kind: 'traffic', durationMs: 4_000 },
      { kind: 'fault', fault: 'stop', target: 'same' },
      { kind: 'await', until: 'leaders-moved', onlyIfSurvives: true },
      { kind: 'await', until: 'writes-back', onlyIfSurvives: true },
      {
        kind: 'run',
        text: 'start it with the certificate that has ended',
        run: (context) => onLost(context, (nodeId) => context.certificates.startInVain(nodeId, vainMs)),
      },
      {
        kind: 'run',
        text: 'give it a new certificate',
        run: (context) => onLost(context, (nodeId) => context.certificates.renew(nodeId)),
      },
      { kind: 'heal' },
      ...untilHealed,
      look,
      { kind: 'traffic', durationMs: 1_000 },
    ];
  },
};
