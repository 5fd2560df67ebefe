/** What a prober's record looks like, so that whoever reads one can tell which it is. */

/** Records of a partition take turns over so many keys. */
const keysPerPartition = 8;

/** The key of a record: each belongs to one partition, so order per partition is order per key. */
export function keyOf(partition: number, sequence: number): string {
  return `p${partition}-k${sequence % keysPerPartition}`;
}

/** The value of a record: its number, with zeros before it up to the size that was asked for. */
export function valueOf(sequence: number, recordBytes: number): string {
  return String(sequence).padStart(recordBytes, '0');
}

/** Number of the record with this value; -1 for what no prober wrote. */
export function sequenceOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : -1;
}
