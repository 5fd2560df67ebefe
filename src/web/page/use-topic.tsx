/** The choice of a topic, which forms share: what was chosen counts for as long as it is there. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Choice } from './field.tsx';

/** The chosen topic, empty where there is none, and the field that chooses it. */
export function useTopic(
  topics: readonly string[],
  label: string,
): { readonly topic: string; readonly field: ComponentChildren } {
  const [chosen, setTopic] = useState('');
  const topic = topics.includes(chosen) ? chosen : (topics[0] ?? '');
  return { topic, field: <Choice label={label} value={topic} among={topics} onValue={setTopic} /> };
}
