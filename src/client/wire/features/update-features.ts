/** One UpdateFeatures request (KIP-584), which kafkajs does not have: a KRaft cluster works with higher levels from then on. */
import type { ClusterAccess } from '../../../cluster/access.ts';
import { RuntimeError } from '../../../errors.ts';
import { apis } from '../apis.ts';
import { askOnce } from '../ask-once.ts';
import { errorWords } from '../codec/error-kinds.ts';
import { FieldWriter } from '../codec/field-writer.ts';
import { firstAnswer } from '../first-answer.ts';
import type { FeatureLevels } from './finalized-features.ts';

/** How long the controller may take, in milliseconds. */
const timeoutMs = 30_000;

/** Kafka's number of what is never allowed to lower a level (FeatureUpdate.UpgradeType). */
const upgrade = 1;

/**
 * Raises levels. @param validateOnly only asks whether Kafka would. @default false
 * @throws RuntimeError `client` with Kafka's own words where it refuses one
 */
export async function updateFeatures(
  access: ClusterAccess,
  levels: FeatureLevels,
  { validateOnly = false }: { readonly validateOnly?: boolean } = {},
): Promise<void> {
  const names = Object.keys(levels);
  await firstAnswer(access, `raises ${names.join(', ')}`, async (broker) => {
    const body = new FieldWriter().int32(timeoutMs);
    body.compactArray(Object.entries(levels), ([name, level]) =>
      body.compactString(name).int16(level).int8(upgrade).tags(),
    );
    body.boolean(validateOnly).tags();
    const what = `raise ${names.join(', ')}`;
    const request = { api: apis.updateFeatures, body, timeoutMs: timeoutMs + 1_000 };
    const reader = await askOnce({ ...request, broker, what });
    reader.int32(); // throttle time
    const whole = { code: reader.int16(), message: reader.compactString() };
    const each = reader.compactArray(() => {
      reader.compactString(); // feature
      const error = { code: reader.int16(), message: reader.compactString() };
      reader.tags();
      return error;
    });
    const refused = [whole, ...each].find(({ code }) => code !== 0);
    if (refused === undefined) return;
    throw new RuntimeError('client', `${broker.address} did not ${what}: ${errorWords(refused)}`);
  });
}
