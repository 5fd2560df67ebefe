/** How Kafka up to 2.8 told where it is found: by a name and a port in place of listeners, as old files still do. */

/**
 * The one listener of a broker that is told in the old words alone; undefined where newer ones are there
 * (Kafka documentation up to 2.8, advertised.host.name and advertised.port).
 */
export function oldListener(
  settings: Readonly<Record<string, string>>,
): { readonly name: string; readonly port: string; readonly advertised: string } | undefined {
  const host = settings['advertised.host.name'];
  if (host === undefined || 'listeners' in settings || 'advertised.listeners' in settings) return undefined;
  const port = settings['port'] ?? '9092';
  return { name: 'PLAINTEXT', port, advertised: `${host}:${settings['advertised.port'] ?? port}` };
}
