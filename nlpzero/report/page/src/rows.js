// Vectors stored as integers with one scale per row.

/**
 * Vectors of words: row i is scales[i] times the `size` numbers from values[i * stride + offset]
 * on, so that two halves of the same numbers can be two sets of vectors.
 */
export class Rows {
  constructor(values, scales, size, { stride = size, offset = 0 } = {}) {
    Object.assign(this, { values, scales, size, stride, offset, length: scales.length });
  }

  /** Return the first or second half of all rows, without a copy. */
  half(number) {
    const size = this.size / 2;
    return new Rows(this.values, this.scales, size, { stride: this.stride, offset: number * size });
  }

  /** Return row i as Float64Array. */
  row(i) {
    const row = new Float64Array(this.size);
    const start = i * this.stride + this.offset, scale = this.scales[i];
    for (let d = 0; d < this.size; d++) row[d] = this.values[start + d] * scale;
    return row;
  }

  /** Return the product of each of the first `length` rows with a vector. */
  products(vector, length = this.length) {
    const { values, scales, size, stride, offset } = this;
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      let sum = 0;
      const start = i * stride + offset;
      for (let d = 0; d < size; d++) sum += values[start + d] * vector[d];
      out[i] = sum * scales[i];
    }
    return out;
  }

  /** Return the length of each row. */
  lengths() {
    const { values, scales, size, stride, offset, length } = this;
    const out = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      let sum = 0;
      const start = i * stride + offset;
      for (let d = 0; d < size; d++) sum += values[start + d] * values[start + d];
      out[i] = Math.sqrt(sum) * scales[i];
    }
    return out;
  }
}

/**
 * Return Rows of an int8 array. `fine`: two further numbers of 4 bits per byte, the even component
 * in the lower bits; a component is then (16 * int8 + fine - 8) * scale / 16.
 */
export function rowsOf({ values, shape: [length, size] }, scales, fine = null) {
  if (!fine) return new Rows(values, scales.values, size);
  const wide = new Int16Array(length * size);
  const width = Math.ceil(size / 2);
  for (let i = 0, at = 0; i < length; i++) {
    for (let d = 0; d < size; d++, at++) {
      const byte = fine.values[i * width + (d >> 1)];
      wide[at] = values[at] * 16 + (d & 1 ? byte >> 4 : byte & 15) - 8;
    }
  }
  return new Rows(wide, scales.values.map((scale) => scale / 16), size);
}

export function dot(a, b) {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

/** Return G v for a symmetric matrix G in C order. */
export function applied(matrix, vector) {
  const size = vector.length;
  const out = new Float64Array(size);
  for (let i = 0, at = 0; i < size; i++) {
    let sum = 0;
    for (let j = 0; j < size; j++, at++) sum += matrix[at] * vector[j];
    out[i] = sum;
  }
  return out;
}

/** Return the length of each row in the metric G, sqrt(v G v). */
export function lengthsIn(metric, rows) {
  return Float64Array.from({ length: rows.length }, (_, i) => {
    const row = rows.row(i);
    return Math.sqrt(Math.max(dot(row, applied(metric, row)), 0));
  });
}

/** Add `weight` times `vector` to `sum`, and return it. */
export function add(sum, vector, weight = 1) {
  for (let d = 0; d < sum.length; d++) sum[d] += weight * vector[d];
  return sum;
}
