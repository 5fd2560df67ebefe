/** What a member of a group has been given to read, as its coordinator keeps it: in the form that the group's own clients agree on. */
import kafkajs from 'kafkajs';

const { AssignerProtocol } = kafkajs;

/** Its partitions, as `topic/partition`; none while it waits for them. */
export function assignedPartitions(assignment: Buffer): readonly string[] {
  if (assignment.length === 0) return [];
  const decoded = AssignerProtocol.MemberAssignment.decode(assignment);
  return Object.entries(decoded?.assignment ?? {}).flatMap(([topic, partitions]) =>
    partitions.map((partition) => `${topic}/${partition}`).toSorted((a, b) => a.localeCompare(b)),
  );
}
