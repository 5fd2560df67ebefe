/** What compose makes of a number that stands without quotes: Go reads it and writes it again, and Kafka gets what it wrote. */
import { isScalar, visit, type Document } from 'yaml';

/** A whole number as Go reads it: with a sign, a base and underscores (strconv.ParseInt, base 0; yaml.v3, resolve.go). */
const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;

/** Any other number (yaml.v3, resolve.go, yamlStyleFloat). */
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;

/** Beyond these Go has no whole number, and takes a floating one. */
const [least, most] = [-(2n ** 63n), 2n ** 64n - 1n];

/**
 * The text that compose gives a container for a plain scalar: `1_000` is `1000`, `010` is `8`, and `1e6` is `1e+06`, which Kafka
 * takes for no number. A number where that is how it is written anyway; undefined for what is none.
 */
export function composeNumber(source: string): number | string | undefined {
  const plain = source.replaceAll('_', '');
  const text = goText(/^[-+.\d]/.test(source) ? plain : '');
  if (text === undefined) return undefined;
  return String(Number(text)) === text ? Number(text) : text;
}

function goText(plain: string): string | undefined {
  const whole = integer.test(plain) ? wholeOf(plain) : undefined;
  if (whole !== undefined && whole >= least && whole <= most) return String(whole);
  return float.test(plain) ? goFloat(Number(plain)) : undefined;
}

function wholeOf(plain: string): bigint {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  const value = BigInt(digits.replace(/^0(?=[0-7])/, '0o').toLowerCase());
  return sign === '-' ? -value : value;
}

/** As `%v` prints it: the fewest digits, and an exponent from seven places on (fmt; strconv.FormatFloat, 'g'). */
function goFloat(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const places = Number(exponent);
  if (places >= -4 && places < 6) return String(value);
  return `${digits}e${places < 0 ? '-' : '+'}${String(Math.abs(places)).padStart(2, '0')}`;
}

/** Puts into a document what compose makes of its numbers. */
export function readNumbersAsCompose(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || node.type !== 'PLAIN' || node.source === undefined || node.tag !== undefined)
        return;
      const number = composeNumber(node.source);
      if (number !== undefined) node.value = number;
    },
  });
}
