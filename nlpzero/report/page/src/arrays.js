// Arrays of the page: base 91 of zlib-compressed numbers, little endian, in C order.

const TYPES = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array,
};

const GROUP_BITS = 13, BASE = 91, FIRST = 35, OMITTED = 60;

/**
 * Return the `size` bytes of a text: two characters are 13 bits, the highest first, as the number
 * 91 a + b. The digits are the characters # to ~ without <.
 */
export function bytesOfBase91(text, size) {
  const bytes = new Uint8Array(size);
  const digit = (place) => {
    const code = text.charCodeAt(place);
    return code - FIRST - (code > OMITTED ? 1 : 0);
  };
  for (let place = 0, at = 0, held = 0, bits = 0; at < size; place += 2) {
    held = ((held & 0xff) << GROUP_BITS) | (digit(place) * BASE + digit(place + 1));
    for (bits += GROUP_BITS; bits >= 8 && at < size; at++) bytes[at] = held >> (bits -= 8);
  }
  return bytes;
}

/** Return the decompressed bytes of a zlib stream, as an ArrayBuffer. */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** Decode an array; throws an Error if its size is not that of its shape. */
export async function decodeArray({ name, dtype, shape, bytes, data }) {
  const Type = TYPES[dtype];
  if (!Type) throw new Error(`Array ${name}: unknown dtype ${dtype}`);
  const size = shape.reduce((product, length) => product * length, 1);
  const buffer = await inflate(bytesOfBase91(data, bytes));
  if (buffer.byteLength !== size * Type.BYTES_PER_ELEMENT) {
    throw new Error(
      `Array ${name}: ${buffer.byteLength} bytes, expected ${size * Type.BYTES_PER_ELEMENT}`);
  }
  return { values: new Type(buffer), shape };
}

/** The arrays of a document, each decoded when it is first asked for. */
export class ArrayStore {
  #elements = new Map();
  #decoded = new Map();

  /** Read all elements with the attribute `data-array` below `root`. */
  constructor(root) {
    for (const element of root.querySelectorAll("script[data-array]")) {
      this.#elements.set(element.dataset.array, element);
    }
  }

  has(name) {
    return this.#elements.has(name);
  }

  /** Return a promise of `{values, shape}`, or of null if the document has no such array. */
  get(name) {
    if (!this.#elements.has(name)) return Promise.resolve(null);
    if (!this.#decoded.has(name)) this.#decoded.set(name, this.#decode(name));
    return this.#decoded.get(name);
  }

  /** Return a promise of an object with the arrays of these names. */
  async all(names) {
    const values = await Promise.all(names.map((name) => this.get(name)));
    return Object.fromEntries(names.map((name, i) => [name, values[i]]));
  }

  #decode(name) {
    const element = this.#elements.get(name);
    const { dtype, shape, bytes } = element.dataset;
    const data = element.textContent;
    element.textContent = ""; // the memory of the text is no longer needed
    return decodeArray({ name, dtype, shape: shape.split(",").map(Number), bytes: Number(bytes), data });
  }
}
