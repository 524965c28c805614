// Surfaces on which charts are drawn: a canvas, and SVG. Both have the same methods.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'PingFang SC', " +
  "'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', sans-serif";

/** Return the font of texts as CSS; `size` in pixels. */
export function fontOf(size, bold = false) {
  return `${bold ? 600 : 400} ${size}px ${FONT}`;
}

/** Draws on a 2D context of a canvas, in CSS pixels. */
export class CanvasSurface {
  constructor(context, width, height) {
    Object.assign(this, { context, width, height });
  }

  rect(x, y, width, height, colour) {
    this.context.fillStyle = colour;
    this.context.fillRect(x, y, width, height);
  }

  /** `points`: [[x, y], ...]. */
  line(points, colour, { width = 1, dashed = false } = {}) {
    const { context } = this;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dashed ? [5, 4] : []);
    context.beginPath();
    points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    context.stroke();
    context.setLineDash([]);
  }

  /** Draw dots of one colour. */
  dots(points, radius, colour) {
    const { context } = this;
    context.fillStyle = colour;
    if (radius <= 1) {
      for (const [x, y] of points) context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
      return;
    }
    for (const [x, y] of points) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }

  ring(x, y, radius, colour) {
    this.context.strokeStyle = colour;
    this.context.lineWidth = 2;
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.context.stroke();
  }

  /** `halo`: colour behind the text; `turn`: angle in degrees. */
  text(x, y, text, { colour, size = 12, anchor = "start", bold = false, halo = "", turn = 0 }) {
    const { context } = this;
    context.save();
    context.translate(x, y);
    context.rotate((turn * Math.PI) / 180);
    context.font = fontOf(size, bold);
    context.textAlign = anchor === "middle" ? "center" : anchor;
    context.textBaseline = "middle";
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.lineJoin = "round";
      context.strokeText(text, 0, 0);
    }
    context.fillStyle = colour;
    context.fillText(text, 0, 0);
    context.restore();
  }
}

const ENTITIES = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

/** Return a text as XML text: markup escaped, characters that XML does not allow replaced. */
export function xmlText(text) {
  return String(text).replace(/[<>&"]/g, (sign) => ENTITIES[sign])
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
}

const short = (value) => String(Math.round(value * 100) / 100);

/** Collects elements of SVG; `toString` returns the file. */
export class SvgSurface {
  #parts = [];

  constructor(width, height) {
    Object.assign(this, { width, height });
  }

  rect(x, y, width, height, colour) {
    this.#parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" ` +
      `height="${short(height)}" fill="${colour}"/>`);
  }

  line(points, colour, { width = 1, dashed = false } = {}) {
    const path = points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ");
    const dashes = dashed ? ' stroke-dasharray="5 4"' : "";
    this.#parts.push(`<polyline points="${path}" fill="none" stroke="${colour}" ` +
      `stroke-width="${width}"${dashes}/>`);
  }

  dots(points, radius, colour) {
    const path = points.map(([x, y]) => `M${short(x)} ${short(y)}h0`).join("");
    if (!path) return;
    this.#parts.push(`<path d="${path}" stroke="${colour}" stroke-width="${short(2 * radius)}" ` +
      'stroke-linecap="round" fill="none"/>');
  }

  ring(x, y, radius, colour) {
    this.#parts.push(`<circle cx="${short(x)}" cy="${short(y)}" r="${short(radius)}" ` +
      `fill="none" stroke="${colour}" stroke-width="2"/>`);
  }

  text(x, y, text, { colour, size = 12, anchor = "start", bold = false, halo = "", turn = 0 }) {
    const behind = halo ? ` stroke="${halo}" stroke-width="3" paint-order="stroke"` : "";
    const rotation = turn ? ` transform="rotate(${turn} ${short(x)} ${short(y)})"` : "";
    this.#parts.push(`<text x="${short(x)}" y="${short(y)}" font-size="${size}" ` +
      `font-weight="${bold ? 600 : 400}" text-anchor="${anchor}" dominant-baseline="central" ` +
      `fill="${colour}"${behind}${rotation}>${xmlText(text)}</text>`);
  }

  toString() {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" ` +
      `viewBox="0 0 ${this.width} ${this.height}" font-family="${xmlText(FONT)}">\n` +
      this.#parts.join("\n") + "\n</svg>\n";
  }
}
