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

const COMPRESSED = new Set([".bin", ".css", ".html", ".ico", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);
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

// The parts name each other, so they keep their names, in a folder named by the content of them all. The parts that
// wasm-split cut go in one file a group (see .ci/parts.js).
function putCode() {
  const split = readFileSync(join(bindgen, "__wasm_split.js"), "utf8");
  const { names, groups } = partsOf(split);
  const part = (number) => readFileSync(join(bindgen, names[number]));
  const all = names.map((_, number) => number);
  const code = {
    "frontend.js": readFileSync(join(bindgen, "frontend.js")),
    "frontend_bg.wasm": readFileSync(join(bindgen, "frontend_bg.wasm")),
    "__wasm_split.js": Buffer.from(linkScript(split, names.map((_, number) => part(number).length), groups, all)),
    "all.bin": Buffer.concat(all.map(part)),
  };
  for (const [group, parts] of Object.entries(groups)) code[`${group}.bin`] = Buffer.concat(parts.map(part));
  const snippets = files(bindgen).filter((path) => path.startsWith("snippets/"));
  for (const path of snippets) code[path] = readFileSync(join(bindgen, path));
  const hash = createHash("sha256");
  for (const [path, content] of Object.entries(code)) hash.update(path).update(content);
  const folder = `pkg/${hash.digest("hex").slice(0, 12)}`;
  for (const [path, content] of Object.entries(code)) put(`${folder}/${path}`, content);
  const [js, wasm, link] = ["frontend.js", "frontend_bg.wasm", "__wasm_split.js"].map((path) => `${folder}/${path}`);
  const bundles = Object.keys(groups).map((group) => [group, `${folder}/${group}.bin`]);
  return { js, wasm, link, groups: Object.fromEntries(bundles) };
}

// The parts that wasm-split's own script fetches, and which of them each group of pages is made of, its own part last.
function partsOf(script) {
  const file = /new URL\("\.\/([^"]+)"/;
  const names = [];
  const chunks = new Map();
  for (const [, name, body] of script.matchAll(/^const (__chunk_\d+) = makeLoad\(([^]*?)\n, \[\]\);/gm)) {
    chunks.set(name, names.push(file.exec(body)[1]) - 1);
  }
  const groups = {};
  for (const [, name, body] of script.matchAll(/^export const __wasm_split_load_(\w+) = ([^]*?\]\)\));?$/gm)) {
    const shared = [...body.matchAll(/__chunk_\d+/g)].map(([chunk]) => chunks.get(chunk));
    groups[name] = [...shared, names.push(file.exec(body)[1]) - 1];
  }
  const cut = files(bindgen).filter((path) => path.endsWith(".wasm") && path !== "frontend_bg.wasm");
  const unread = cut.filter((path) => !names.includes(path));
  if (unread.length > 0) throw new Error(`wasm-split writes another script than .ci/site.mjs reads: ${unread}`);
  return { names, groups };
}

// wasm-split's script up to where it fetches, and our own way to fetch.
function linkScript(split, lengths, groups, all) {
  const head = split.slice(0, split.indexOf("function wrapAsyncCb"));
  const tables = Object.entries({ GROUPS: groups, LENGTHS: lengths, ALL: all });
  const loaders = Object.keys(groups).map((name) => `export const __wasm_split_load_${name} = loader("${name}");`);
  return [
    head,
    ...tables.map(([name, table]) => `const ${name} = ${JSON.stringify(table)};`),
    readFileSync(new URL("parts.js", import.meta.url), "utf8"),
    ...loaders,
    "",
  ].join("\n");
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

const size = (path) => readFileSync(join(site, `${path}.br`)).length;

function report({ js, wasm, link, css, groups }) {
  for (const path of [wasm, js, link, css]) {
    console.log(`  ${path.padEnd(40)} ${kb(readFileSync(join(site, path)).length).padStart(10)}  brotli ${kb(size(path)).padStart(9)}`);
  }
  const base = [wasm, js, link, css].map(size).reduce((total, bytes) => total + bytes, 0);
  for (const [name, bundle] of Object.entries(groups)) {
    console.log(`  pages of ${name.padEnd(31)} ${kb(readFileSync(join(site, bundle)).length).padStart(10)}  brotli ${kb(size(bundle)).padStart(9)}`);
  }
  const largest = Math.max(0, ...Object.values(groups).map(size));
  const verdict = fast ? "not measured against the budget: WASM_FAST" : `budget ${kb(BUDGET)}`;
  console.log(`  first load of the largest group, brotli: ${kb(base + largest)} (${verdict})`);
}

for (const file of files("public")) put(file, readFileSync(join("public", file)));
const manifest = { ...putCode(), ...putStyle() };
writeIfChanged("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
removeStale();
report(manifest);
