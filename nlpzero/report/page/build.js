// Bundles the scripts and styles of the page; run by `make page`.

import { readFile, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";

const here = (name) => new URL(name, import.meta.url);

/** Return the bundle of scripts and the styles, as texts. */
export async function bundles() {
  const result = await build({
    entryPoints: [here("src/main.js").pathname], bundle: true, minify: true, write: false,
    format: "iife", target: "es2022", charset: "utf8", lineLimit: 100, legalComments: "none",
  });
  const styles = await transform(await readFile(here("page.css"), "utf8"), {
    loader: "css", minify: true, charset: "utf8", lineLimit: 100,
  });
  return { "bundle.js": result.outputFiles[0].text, "bundle.css": styles.code };
}

/** Write the bundles; with --check, exit with status 1 if the files are not current. */
async function main() {
  const check = process.argv.includes("--check");
  for (const [name, text] of Object.entries(await bundles())) {
    if (!check) await writeFile(here(name), text);
    else if (await readFile(here(name), "utf8") !== text) {
      console.error(`${name} is not current: run make page`);
      process.exitCode = 1;
    }
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) await main();
