// Points of the map as pixels. A million points take some ten milliseconds without a GPU.

const FULL = 65535;
const NONE = 65535; // community of a word that has none

/** Return the half-size of a point in pixels, for a number of words and a zoom. */
export function pointRadius(count, zoom, pixelRatio) {
  const radius = 0.9 + 1.2 * Math.log10(1 + (zoom * zoom * 20000) / Math.max(count, 1));
  return Math.min(5, Math.max(0.5, radius)) * pixelRatio;
}

/**
 * Draw points into 32-bit pixels, the first (most frequent) words last, on top.
 *
 * `target`: {pixels (Uint32Array), width, height}; `map`: uint16, all x, then all y (upwards);
 * `colours`: colour without a community, then of communities in turn (0xAABBGGRR); `camera`: in the pixels of the target;
 * `count`: only the first `count` words are drawn.
 */
export function drawPoints(target, { map, community, colours, camera, count, radius }) {
  const { pixels, width, height } = target;
  const total = map.length / 2, several = colours.length - 1;
  const [left, top] = camera.toPixels(0, camera.sides[1]); // of the lower left corner
  const scaleX = (camera.scale * camera.sides[0]) / FULL;
  const scaleY = (-camera.scale * camera.sides[1]) / FULL;
  const discs = radius >= 1.5 ? discOf(radius) : null;
  const reach = Math.ceil(radius);
  const side = Math.max(1, Math.round(2 * radius));
  for (let id = Math.min(count, total) - 1; id >= 0; id--) {
    const x = Math.floor(left + map[id] * scaleX);
    const y = Math.floor(top + map[total + id] * scaleY);
    if (x < -reach || y < -reach || x >= width + reach || y >= height + reach) continue;
    const colour = colours[community && community[id] < NONE ? 1 + (community[id] % several) : 0];
    if (discs) drawDisc(target, discs, reach, x, y, colour);
    else if (side === 1) {
      if (x >= 0 && y >= 0 && x < width && y < height) pixels[y * width + x] = colour;
    } else {
      const x1 = Math.min(width, x + side), y1 = Math.min(height, y + side);
      for (let row = Math.max(0, y); row < y1; row++) {
        for (let column = Math.max(0, x); column < x1; column++) pixels[row * width + column] = colour;
      }
    }
  }
}

/** Return the cover of each pixel of a disc, 0 to 256, in a square of 2 * ceil(radius) + 1. */
export function discOf(radius) {
  const reach = Math.ceil(radius), side = 2 * reach + 1;
  const cover = new Uint16Array(side * side);
  for (let y = -reach; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++) {
      const inside = Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(x, y)));
      cover[(y + reach) * side + x + reach] = Math.round(256 * inside);
    }
  }
  return cover;
}

function drawDisc({ pixels, width, height }, cover, reach, x, y, colour) {
  const side = 2 * reach + 1;
  for (let dy = -reach; dy <= reach; dy++) {
    const row = y + dy;
    if (row < 0 || row >= height) continue;
    for (let dx = -reach; dx <= reach; dx++) {
      const column = x + dx;
      const share = cover[(dy + reach) * side + dx + reach];
      if (!share || column < 0 || column >= width) continue;
      const at = row * width + column;
      pixels[at] = share >= 256 ? colour : mixed(pixels[at], colour, share);
    }
  }
}

/** Mix two opaque colours; `share` of the second is 0 to 256. */
function mixed(below, above, share) {
  const rest = 256 - share;
  const even = ((below & 0xff00ff) * rest + (above & 0xff00ff) * share) / 256;
  const odd = ((below & 0x00ff00) * rest + (above & 0x00ff00) * share) / 256;
  return (0xff000000 | (even & 0xff00ff) | (odd & 0x00ff00)) >>> 0;
}
