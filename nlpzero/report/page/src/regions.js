// Places and names of the communities on the map.

const BINS = 256;
const MAX_REGIONS = 80; // the largest communities

/**
 * Return [{community, x, y, size}] of the largest communities: the medians of the coordinates of
 * their words, as fractions of the map; y upwards.
 */
export function regionsOf(map, community, communities) {
  const regions = Math.min(MAX_REGIONS, communities.length);
  const total = map.length / 2;
  const xs = new Uint32Array(regions * BINS), ys = new Uint32Array(regions * BINS);
  for (let id = 0; id < total; id++) {
    const number = community[id];
    if (number >= regions) continue;
    xs[number * BINS + (map[id] >> 8)]++;
    ys[number * BINS + (map[total + id] >> 8)]++;
  }
  const places = [];
  for (let number = 0; number < regions; number++) {
    const part = (bins) => bins.subarray(number * BINS, (number + 1) * BINS);
    const [x, y] = [median(part(xs)), median(part(ys))];
    if (x >= 0) places.push({ community: number, x, y, size: communities[number].size });
  }
  return places;
}

/** Return the median of a histogram as a fraction of its width, or -1 if it is empty. */
function median(bins) {
  let left = bins.reduce((sum, count) => sum + count, 0) / 2;
  if (!left) return -1;
  for (let bin = 0; ; bin++) {
    if (bins[bin] >= left) return (bin + left / bins[bin]) / BINS;
    left -= bins[bin];
  }
}
