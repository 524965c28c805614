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

  /** Write the product of each of the first rows with a vector into `out`, and return it. */
  products(vector, out = new Float64Array(this.length)) {
    const { values, scales, size, stride, offset } = this;
    const whole = size - (size % 4), length = out.length;
    for (let i = 0, start = offset; i < length; i++, start += stride) {
      let a = 0, b = 0, c = 0, e = 0; // four sums, which the processor computes at the same time
      let at = start, d = 0;
      for (; d < whole; d += 4, at += 4) {
        a += values[at] * vector[d];
        b += values[at + 1] * vector[d + 1];
        c += values[at + 2] * vector[d + 2];
        e += values[at + 3] * vector[d + 3];
      }
      for (; d < size; d++, at++) a += values[at] * vector[d];
      out[i] = (a + b + (c + e)) * scales[i];
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

/** Return Rows of int8 numbers; with `low`, uint8, of the numbers 256 * int8 + low. */
export function rowsOf({ values, shape: [, size] }, scales, low = null) {
  if (!low) return new Rows(values, scales.values, size);
  const wide = new Int16Array(values.length);
  for (let i = 0; i < wide.length; i++) wide[i] = values[i] * 256 + low.values[i];
  return new Rows(wide, scales.values, size);
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
