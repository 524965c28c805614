// Colours: of the page as CSS variables, of charts and the map as values.

const LIGHT = {
  dark: false, background: "#ffffff", text: "#1d2129", muted: "#5b6472", grid: "#e8ebf0",
  faint: "#9aa5b5", faintArea: "#e3e8f0", accent: "#0b63c5", onAccent: "#ffffff", mark: "#b3261e",
};
const DARK = {
  dark: true, background: "#14171c", text: "#e8eaee", muted: "#a3adbb", grid: "#2a2f38",
  faint: "#64707f", faintArea: "#2d333d", accent: "#7db4ff", onAccent: "#0c1a2b", mark: "#ff8a80",
};
// Distinct colours that keep apart for most kinds of colour blindness; the first is for words
// without a community.
const LIGHT_POINTS = ["#9aa5b5", "#4477aa", "#cc6677", "#228833", "#b8860b", "#8855aa", "#33a0b5",
  "#882255", "#6b8e23", "#d2691e", "#5a6acf"];
const DARK_POINTS = ["#64707f", "#6fa8dc", "#ff8fa3", "#5fce7d", "#e5c453", "#c39bea", "#66ccdd",
  "#e27bb1", "#b4cf66", "#ffa566", "#9ba8ff"];

const system = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** Return whether the page is dark: as chosen, else as the system prefers. */
export function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : Boolean(system?.matches);
}

/** Return the colours of charts. */
export function theme() {
  return isDark() ? DARK : LIGHT;
}

/** Return the colours of points as texts. */
export function pointColours() {
  return isDark() ? DARK_POINTS : LIGHT_POINTS;
}

/** Return a colour #rrggbb as a 32-bit pixel 0xAABBGGRR. */
export function pixelOf(colour) {
  const value = parseInt(colour.slice(1), 16);
  return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

/** Switch between light and dark. */
export function switchTheme() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  document.dispatchEvent(new Event("themechange"));
}

system?.addEventListener("change", () => document.dispatchEvent(new Event("themechange")));
