/** One record as a person sees it: key, value, and the partition and offset that are its place. */
import type { ResentRecord } from '../../../client/by-hand/resend.ts';
import { mark } from '../../marks.ts';

/** `anna: 1 → partition 2, offset 17`. */
export function recordLine(record: ResentRecord): string {
  const { key = '', value, partition, offset } = record;
  const what = key === '' ? value : `${mark.strong(key)}: ${value}`;
  const at = offset < 0 ? 'offset unknown' : `offset ${offset}`;
  const again = record.again === undefined ? '' : mark.doubtful(` and again at offset ${record.again}`);
  return `${what} ${mark.dim('→')} partition ${partition}, ${at}${again}`;
}
