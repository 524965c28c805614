// Arrays of the page: base64 of zlib-compressed numbers, little endian, in C order.

const TYPES = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array,
  int32: Int32Array, uint32: Uint32Array, float32: Float32Array, float64: Float64Array,
};

/** Return the bytes of a base64 text. */
export function bytesOfBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** Return the decompressed bytes of a zlib stream, as an ArrayBuffer. */
export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** Decode an array; throws an Error if its size is not that of its shape. */
export async function decodeArray({ name, dtype, shape, data }) {
  const Type = TYPES[dtype];
  if (!Type) throw new Error(`Array ${name}: unknown dtype ${dtype}`);
  const size = shape.reduce((product, length) => product * length, 1);
  const buffer = await inflate(bytesOfBase64(data.trim()));
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
    const { dtype, shape } = element.dataset;
    const data = element.textContent;
    element.textContent = ""; // the memory of the text is no longer needed
    return decodeArray({ name, dtype, shape: shape.split(",").map(Number), data });
  }
}
