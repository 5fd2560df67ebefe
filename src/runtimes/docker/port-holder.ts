/** Who has a port of the host, where that is a container: its process is Docker's own and says nothing to a person. */
import { lines } from '../../words.ts';
import { docker } from './docker.ts';

/** The container that publishes a port, as a person knows it. */
export async function containerPublishing(port: number): Promise<string | undefined> {
  const [name] = lines(await docker(['ps', '--filter', `publish=${port}`, '--format', '{{.Names}}']));
  return name === undefined ? undefined : `container ${name}`;
}
