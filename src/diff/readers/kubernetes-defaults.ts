/** What an API server adds to an object by itself: without it, what runs compares with what was applied. */
import { isRecord } from '../../untyped.ts';

/** Fields that only a server writes: bookkeeping, addresses that it draws, what became of an object. */
const serversOwn = new Set([
  'status',
  'metadata.annotations',
  'metadata.creationTimestamp',
  'metadata.deletionTimestamp',
  'metadata.finalizers',
  'metadata.generation',
  'metadata.managedFields',
  'metadata.namespace',
  'metadata.resourceVersion',
  'metadata.selfLink',
  'metadata.uid',
  'spec.clusterIPs',
  'spec.finalizers',
  'spec.healthCheckNodePort',
  'spec.ipFamilies',
  'spec.ipFamilyPolicy',
  'spec.template.metadata.creationTimestamp',
]);

/**
 * Defaults by the last field of a path (Kubernetes API: apps/v1 and core/v1 SetDefaults functions). A field with its
 * default says the same as none.
 */
const defaults: Readonly<Record<string, readonly unknown[]>> = {
  defaultMode: [420],
  dnsPolicy: ['ClusterFirst'],
  externalTrafficPolicy: ['Cluster'],
  failureThreshold: [3],
  initialDelaySeconds: [0],
  internalTrafficPolicy: ['Cluster'],
  minReadySeconds: [0],
  partition: [0],
  periodSeconds: [10],
  progressDeadlineSeconds: [600],
  protocol: ['TCP'],
  restartPolicy: ['Always'],
  revisionHistoryLimit: [10],
  schedulerName: ['default-scheduler'],
  scheme: ['HTTP'],
  sessionAffinity: ['None'],
  successThreshold: [1],
  terminationGracePeriodSeconds: [30],
  terminationMessagePath: ['/dev/termination-log'],
  terminationMessagePolicy: ['File'],
  timeoutSeconds: [1],
  type: ['ClusterIP'],
  volumeMode: ['Filesystem'],
  whenDeleted: ['Retain'],
  whenScaled: ['Retain'],
};

/** Defaults by the whole path, whose last field means something else elsewhere. */
const defaultsAt: Readonly<Record<string, unknown>> = {
  'spec.strategy.rollingUpdate.maxSurge': '25%',
  'spec.strategy.rollingUpdate.maxUnavailable': '25%',
  'spec.strategy.type': 'RollingUpdate',
  'spec.updateStrategy.type': 'RollingUpdate',
};

/** Fields of which an empty object says the same as none. */
const emptyIsNone = new Set(['resources', 'securityContext']);

/** The object without what servers write and without defaults. */
export function withoutDefaults(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDefaults(item, path));
  if (!isRecord(value)) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (serversOwn.has(at) || isDefault(name, inner) || defaultsAt[at] === inner) continue;
    if (follows(name, inner, value)) continue;
    // An address that a server drew is not the choice of none.
    if (at === 'spec.clusterIP' && inner !== 'None') continue;
    const clean = withoutDefaults(inner, at);
    if (isEmptied(clean) && (!isEmptied(inner) || emptyIsNone.has(name))) continue;
    kept[name] = clean;
  }
  return kept;
}

function isDefault(name: string, value: unknown): boolean {
  return Object.hasOwn(defaults, name) && defaults[name]?.includes(value) === true;
}

/** Whether a server makes this of the fields beside it. */
function follows(name: string, value: unknown, beside: Readonly<Record<string, unknown>>): boolean {
  if (name === 'targetPort') return value === beside['port'];
  if (name === 'apiVersion') return value === 'v1' && beside['fieldPath'] !== undefined;
  const { image } = beside;
  if (name !== 'imagePullPolicy' || typeof image !== 'string') return false;
  const tagged = image.split('/').at(-1) ?? '';
  const isMoving = !image.includes('@') && (!tagged.includes(':') || tagged.endsWith(':latest'));
  return value === (isMoving ? 'Always' : 'IfNotPresent');
}

function isEmptied(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}
