/** Kafka's own number of a node, as the environments of common images name it. */

/** Of the images of apache, confluentinc and wurstmeister, and of bitnami's. */
const numberVariables = ['NODE_ID', 'BROKER_ID', 'CFG_NODE_ID', 'CFG_BROKER_ID'].map(
  (name) => `KAFKA_${name}`,
);

/** @param environment as `NAME=value`. @returns undefined where none of it is a number */
export function numberIn(environment: readonly string[]): number | undefined {
  for (const variable of numberVariables) {
    const value = environment.find((one) => one.startsWith(`${variable}=`))?.slice(variable.length + 1);
    if (value !== undefined && /^\d+$/.test(value)) return Number(value);
  }
  return undefined;
}
