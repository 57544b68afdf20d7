// Assembles target/site from the output of wasm-bindgen, style/, public/ and the font.
// Usage: node .ci/site.mjs BINDGEN_FOLDER SITE_FOLDER
//
// Files are written only when their content changed, so that the server, which embeds the folder,
// is rebuilt only when it must be. style/ names the font as url("/fonts/inter.woff2"); the built CSS
// has its hashed name.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [bindgen, site] = process.argv.slice(2);
const fast = Boolean(process.env.WASM_FAST);
const require = createRequire(new URL("../end2end/package.json", import.meta.url));
const { bundle } = require("lightningcss");

const COMPRESSED = new Set([".css", ".html", ".ico", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);
const INTER = "@fontsource-variable/inter";
const BUDGET = 350 * 1024;

const kept = new Set([".inputs"]);

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

function writeIfChanged(path, content) {
  kept.add(path);
  const target = join(site, path);
  if (existsSync(target) && readFileSync(target).equals(content)) return false;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  return true;
}

function compress(content, format) {
  if (format === "gz") return gzipSync(content, { level: 9 });
  return brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: fast ? 5 : 11,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
}

function put(path, content) {
  const changed = writeIfChanged(path, content);
  if (!COMPRESSED.has(extname(path))) return;
  for (const format of ["br", "gz"]) {
    const twin = `${path}.${format}`;
    if (!changed && existsSync(join(site, twin))) kept.add(twin);
    else writeIfChanged(twin, compress(content, format));
  }
}

function putHashed(path, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(path);
  const hashed = `${path.slice(0, -extension.length)}.${hash}${extension}`;
  put(hashed, content);
  return hashed;
}

function putCode() {
  const wasm = putHashed("pkg/frontend_bg.wasm", readFileSync(join(bindgen, "frontend_bg.wasm")));
  // The script finds its module by name, so it must know the hashed one.
  const script = readFileSync(join(bindgen, "frontend.js"), "utf8");
  const js = putHashed("pkg/frontend.js", Buffer.from(script.replaceAll("frontend_bg.wasm", wasm.slice("pkg/".length))));
  for (const file of files(join(bindgen, "snippets"))) {
    put(`pkg/snippets/${file}`, readFileSync(join(bindgen, "snippets", file)));
  }
  return { js, wasm };
}

function putStyle() {
  const font = putHashed("fonts/inter.woff2", readFileSync(require.resolve(`${INTER}/files/inter-latin-wght-normal.woff2`)));
  put("fonts/LICENSE-Inter.txt", readFileSync(require.resolve(`${INTER}/LICENSE`)));
  const { code, warnings } = bundle({ filename: "style/main.css", minify: true });
  for (const { message, loc } of warnings) console.warn(`style: ${message} (${loc?.filename ?? "style/main.css"})`);
  const css = Buffer.from(code).toString().replaceAll("/fonts/inter.woff2", `/${font}`);
  return { css: putHashed("pkg/main.css", Buffer.from(css)), font };
}

function removeStale() {
  for (const file of files(site)) if (!kept.has(file)) rmSync(join(site, file));
}

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

function report({ js, wasm, css }) {
  let total = 0;
  for (const path of [wasm, js, css]) {
    const size = readFileSync(join(site, `${path}.br`)).length;
    total += size;
    console.log(`  ${path.padEnd(40)} ${kb(readFileSync(join(site, path)).length).padStart(10)}  brotli ${kb(size).padStart(9)}`);
  }
  const verdict = fast ? "not measured against the budget: WASM_FAST" : `budget ${kb(BUDGET)}`;
  console.log(`  first load, brotli: ${kb(total)} (${verdict})`);
}

for (const file of files("public")) put(file, readFileSync(join("public", file)));
const manifest = { ...putCode(), ...putStyle() };
writeIfChanged("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
removeStale();
report(manifest);
