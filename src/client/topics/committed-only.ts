/** What readers of committed records see of a partition, worked out from its whole log: records, and the markers that end transactions. */
import type { FetchedRecord, TransactionMarker } from '../wire/codec/read-batches.ts';

/**
 * Leaves out what was aborted, and what nobody has ended yet. A transaction of a producer ends at its next marker, since
 * it has one at a time.
 * @param records in the order of offsets. @param markers in the order of offsets.
 */
export function committedOnly(
  records: readonly FetchedRecord[],
  markers: readonly TransactionMarker[],
): readonly FetchedRecord[] {
  const byProducer = new Map<bigint, TransactionMarker[]>();
  for (const marker of markers) {
    const own = byProducer.get(marker.producerId);
    if (own === undefined) byProducer.set(marker.producerId, [marker]);
    else own.push(marker);
  }
  return records.filter(({ offset, transactionOf }) => {
    if (transactionOf === undefined) return true;
    return byProducer.get(transactionOf)?.find((marker) => marker.offset > offset)?.committed === true;
  });
}
