// Where a ray through a pixel meets the card: the camera, its lens, and a card that is not flat.

export interface Ray {
  x: number;
  y: number;
}

interface Camera {
  readonly width: number;
  readonly height: number;
  readonly fill: number;
  readonly tiltDegrees: number;
  readonly perspective: number;
  readonly farDegrees: number;
  readonly lens: number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** From a pixel to the card, in the card's pixels from its middle. */
export function rayThrough(camera: Camera, cardWidth: number): (x: number, y: number, to: Ray) => void {
  const { width, height, fill, perspective, lens } = camera;
  const [cos, sin] = [Math.cos(radians(camera.tiltDegrees)), Math.sin(radians(camera.tiltDegrees))];
  const [farX, farY] = [Math.cos(radians(camera.farDegrees)), Math.sin(radians(camera.farDegrees))];
  const scale = cardWidth / (fill * width);
  const steep = perspective / (fill * width);
  return (x, y, to) => {
    const [fromX, fromY] = [x - width / 2, y - height / 2];
    const distance = (fromX * fromX + fromY * fromY) / ((width / 2) * (width / 2));
    const [outX, outY] = [fromX * (1 + lens * distance), fromY * (1 + lens * distance)];
    const depth = 1 - steep * (farX * outX + farY * outY);
    to.x = ((cos * outX + sin * outY) * scale) / depth;
    to.y = ((cos * outY - sin * outX) * scale) / depth;
  };
}

/** A card that is part of a cylinder, or crumpled: moves a point of the picture to where it is on the card. */
export function bentCard(
  { bend, waves, seed }: { readonly bend: number; readonly waves: number; readonly seed: number },
  pixelsPerMm: number,
  cardWidth: number,
): (point: Ray) => void {
  // Seen from above, a bent card is shorter than it is long.
  const radius = bend > 0 ? cardWidth / bend : 0;
  const seen = bend > 0 ? Math.sin(bend / 2) / (bend / 2) : 1;
  const [one, two] = [5 * pixelsPerMm * (1 + (seed % 7) / 5), 13 * pixelsPerMm * (1 + (seed % 5) / 4)];
  return (point) => {
    if (radius > 0) {
      const angle = Math.asin(Math.min(1, Math.max(-1, (point.x * seen) / radius)));
      // The middle of the arch is nearer to the camera.
      point.y *= 1 - 0.25 * (Math.cos(angle) - Math.cos(bend / 2));
      point.x = angle * radius;
    }
    if (waves > 0) {
      const high = waves * pixelsPerMm;
      const { x, y } = point;
      point.x += high * (Math.sin(y / two + seed) + 0.4 * Math.sin(x / one + y / two));
      point.y += high * (Math.sin(x / two + 2 * seed) + 0.4 * Math.sin(y / one - x / two));
    }
  };
}
