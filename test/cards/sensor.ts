// What happens to the light in a photo: where it comes from, and how it is blurred.

export interface Light {
  readonly width: number;
  readonly height: number;
  readonly shade: number;
  readonly shadow: number;
  readonly exposure: number;
  readonly glare: number;
  readonly screen: number;
  readonly tiltDegrees: number;
  readonly seed: number;
}

/** The brightness of a pixel, of what the card reflects. */
export function lightAt(light: Light): (reflected: number, x: number, y: number) => number {
  const { width, height, shade, shadow, exposure, glare, screen, tiltDegrees, seed } = light;
  const [cos, sin] = [Math.cos((tiltDegrees * Math.PI) / 180), Math.sin((tiltDegrees * Math.PI) / 180)];
  // Below the middle of the card, where the codes are.
  const down = height * 0.2;
  const [spotX, spotY] = [width / 2 - sin * down + ((seed * 37) % 81) - 40, height / 2 + cos * down];
  return (reflected, x, y) => {
    let bright = reflected * (1 - shade * (x / width)) * exposure;
    if (shadow < 1 && x + 0.6 * y > 0.75 * width) bright *= shadow;
    if (screen > 0)
      bright *=
        0.86 +
        0.14 * Math.sin((2 * Math.PI * x) / screen) * Math.sin((2 * Math.PI * (y + 0.03 * x)) / screen);
    if (glare > 0) {
      const distance = Math.hypot(x - spotX, y - spotY) / (glare / 2);
      bright += 230 * Math.exp(-(distance ** 4));
    }
    return bright;
  };
}

export function gaussBlurred(
  light: Float32Array,
  width: number,
  height: number,
  deviation: number,
): Float32Array {
  const reach = Math.ceil(3 * deviation);
  const weights = Float32Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviation * deviation)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const even = weights.map((weight) => weight / sum);
  const along = convolved(light, even, { step: 1, width, height, across: true });
  return convolved(along, even, { step: width, width, height, across: false });
}

interface Way {
  readonly step: number;
  readonly width: number;
  readonly height: number;
  readonly across: boolean;
}

function convolved(
  light: Float32Array,
  weights: Float32Array,
  { step, width, height, across }: Way,
): Float32Array {
  const reach = (weights.length - 1) / 2;
  const to = new Float32Array(light.length);
  const last = (across ? width : height) - 1;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const place = across ? x : y;
      let sum = 0;
      for (let index = 0; index < weights.length; index += 1) {
        const other = Math.min(Math.max(place + index - reach, 0), last);
        sum += (weights[index] ?? 0) * (light[at + (other - place) * step] ?? 0);
      }
      to[at] = sum;
    }
  }
  return to;
}

interface Motion {
  readonly width: number;
  readonly height: number;
  readonly length: number;
  readonly degrees: number;
}

/** The mean along a straight way: the hand moved while the shutter was open. */
export function boxBlurred(light: Float32Array, { width, height, length, degrees }: Motion): Float32Array {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const steps = Math.ceil(length * 2);
  const offsets = Array.from({ length: steps }, (_, index) => {
    const moved = ((index + 0.5) / steps - 0.5) * length;
    return [Math.round(moved * cos), Math.round(moved * sin)] as const;
  });
  const to = new Float32Array(light.length);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      let sum = 0;
      for (const [dx, dy] of offsets) {
        const [fromX, fromY] = [
          Math.min(Math.max(x + dx, 0), width - 1),
          Math.min(Math.max(y + dy, 0), height - 1),
        ];
        sum += light[fromY * width + fromX] ?? 0;
      }
      to[at] = sum / steps;
    }
  }
  return to;
}
