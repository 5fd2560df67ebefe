/** What a pod has that its StatefulSet does not say: put in by an admission webhook, or by hand in the pod itself. */

/** A container as a pod or a template has it. */
interface NamedContainer {
  readonly name: string;
  readonly image: string;
}

/** The part of a pod's spec, or of a template's, that is compared (Kubernetes API, PodSpec v1). */
export interface ComparedSpec {
  readonly containers: readonly NamedContainer[];
  readonly initContainers?: readonly NamedContainer[];
  readonly ephemeralContainers?: readonly NamedContainer[];
}

/**
 * One line for each difference; a pod keeps it until it is made anew.
 * @param template of the revision that the pod was made from.
 */
export function podDrift(nodeId: string, template: ComparedSpec, pod: ComparedSpec): readonly string[] {
  const wanted = new Map(allOf(template).map(({ name, image }) => [name, image]));
  const running = new Map(allOf(pod).map(({ name, image }) => [name, image]));
  return [
    ...[...running].flatMap(([name, image]) => {
      const said = wanted.get(name);
      if (said === undefined) {
        return [`the pod of ${nodeId} has a container that its StatefulSet does not say: ${name} (${image})`];
      }
      return said === image
        ? []
        : [`the pod of ${nodeId} runs ${image} in its container ${name}; its StatefulSet says ${said}`];
    }),
    ...[...wanted.keys()].flatMap((name) =>
      running.has(name) ? [] : [`the pod of ${nodeId} lacks the container ${name} of its StatefulSet`],
    ),
  ];
}

function allOf({
  containers,
  initContainers = [],
  ephemeralContainers = [],
}: ComparedSpec): readonly NamedContainer[] {
  return [...containers, ...initContainers, ...ephemeralContainers];
}
