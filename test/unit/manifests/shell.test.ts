/** What start scripts make of a pod's name, in the shapes that are copied from one manifest to the next. */
import { describe, expect, it } from 'vitest';
import { readScript } from '../../../src/manifests/shell.ts';

const pod = { HOSTNAME: 'kafka-2', POD_NAME: 'kafka-2', SERVICE: 'kafka-headless' };

describe('a start script', () => {
  it.each([
    ['export KAFKA_NODE_ID=${HOSTNAME##*-}', '2'],
    ['export KAFKA_NODE_ID="${HOSTNAME##*-}" && exec /etc/confluent/docker/run', '2'],
    ["KAFKA_NODE_ID=$(hostname | awk -F'-' '{print $NF}')", '2'],
    ['export KAFKA_NODE_ID=$(echo ${HOSTNAME} | cut -d- -f2)', '2'],
    ['export KAFKA_NODE_ID=`hostname | grep -o "[0-9]*$"`', '2'],
    ['export KAFKA_NODE_ID=$((${HOSTNAME##*-} + 1))', '3'],
    ['ID=${POD_NAME##*-}\nexport KAFKA_NODE_ID=$(( ID*10 + 5 ))', '25'],
    ['ORDINAL=${HOSTNAME##*-}; export KAFKA_NODE_ID=$(expr $ORDINAL)', '$(expr 2)'],
    ['[[ `hostname` =~ -([0-9]+)$ ]] || exit 1\nexport KAFKA_NODE_ID=${BASH_REMATCH[1]}', '2'],
    ['export KAFKA_NODE_ID=${UNSET:-7}', '7'],
    ['export KAFKA_NODE_ID=${UNSET}', '${UNSET}'],
  ])('%s', (script, id) => {
    expect(readScript(script, pod).exported['KAFKA_NODE_ID']).toBe(id);
  });

  it('writes properties by a text that ends with a word, and by echo', () => {
    const { properties } = readScript(
      [
        'cat > /tmp/server.properties <<EOF',
        'node.id=${HOSTNAME##*-}',
        'advertised.listeners=IN://${POD_NAME}.${SERVICE}:9092',
        'EOF',
        'cat > /tmp/other.txt <<END',
        'broker.rack=b',
        'END',
        'echo "log.dirs=/data/${HOSTNAME##*-}" >> /tmp/server.properties',
        'echo "x.y=1" >> ~/.profile',
      ].join('\n'),
      pod,
    );
    expect(properties.split('\n')).toEqual([
      'node.id=2',
      'advertised.listeners=IN://kafka-2.kafka-headless:9092',
      'log.dirs=/data/2',
    ]);
  });
});
