// make bench: the release build on the demo company, on each engine, in one table. Figures, not assertions.
// BENCH_REQUESTS sets the requests per page, BENCH_SCALE the size of the demo company, BENCH_IMPORT a folder to import
// instead of a generated one.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, forms } from "./client.mjs";
import removeState from "./remove-state.mjs";
import { PASSWORD, ROLES } from "./roles.mjs";
import { createDatabase, dropDatabase, engines, rainmaker, startServer } from "./server.mjs";

/** @typedef {import("./roles.mjs").Role} Role */
/** @typedef {import("./server.mjs").Engine} Engine */
/** @typedef {import("./server.mjs").Server} Server */

const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 200);
const SCALE = process.env.BENCH_SCALE ?? "standard";
const GENERATED_DEALS = 5_000;

/** Lists that walk or sort the most: a rare source, a status in another order, every deal, a word that nobody has. */
const LISTS = {
  "leads of a rare source": "/leads?source=cold_call",
  "qualified leads, newest": "/leads?status=qualified&sort=created",
  "qualified leads, by name": "/leads?status=qualified&sort=name",
  "leads with a rare word": "/leads?q=zzyx",
  "all deals, by close date": "/deals?status=all&sort=close",
  "all deals, by chance": "/deals?status=all&sort=win",
  "deals with a rare word": "/deals?status=all&q=zzyx",
};

/** @param {number[]} sample @param {number} share */
function quantile(sample, share) {
  const sorted = sample.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** @param {number[]} sample */
const times = (sample) => `${quantile(sample, 0.5).toFixed(1)} / ${quantile(sample, 0.95).toFixed(1)} ms`;

/** @param {Server} server @param {Role} role */
async function signIn(server, role) {
  const client = new Client(server.url);
  const form = forms((await client.get("/login")).body).find(({ fields }) => Object.keys(fields).some((name) => name.includes("password")));
  if (!form) throw new Error("/login has no form with a password");
  const names = Object.keys(form.fields);
  const email = names.find((name) => name.includes("email")) ?? "email";
  const password = names.find((name) => name.includes("password")) ?? "password";
  await client.submit(form, { [email]: ROLES[role].email, [password]: PASSWORD });
  const desk = await client.get(ROLES[role].desk);
  if (desk.status !== 200) throw new Error(`${role} could not sign in: ${ROLES[role].desk} answers ${desk.status}`);
  return client;
}

/** @param {Client} client @param {string} path */
async function measurePage(client, path) {
  const sample = [];
  for (let i = 0; i < REQUESTS + 5; i += 1) {
    const { status, ms } = await client.get(path);
    if (status !== 200) throw new Error(`${path} answers ${status}`);
    // The first few fill caches and prepare statements.
    if (i >= 5) sample.push(ms);
  }
  return times(sample);
}

/** @param {Client} client @param {string} list */
async function firstRecord(client, list) {
  const { body } = await client.get(list);
  const found = new RegExp(`href="(${list}/\\d+)"`).exec(body)?.[1];
  if (!found) throw new Error(`${list} links to no record`);
  return found;
}

/** One call logged: rescored, journalled, committed.
 * @param {Client} client @param {string} lead */
async function measureWrite(client, lead) {
  const form = forms((await client.get(lead)).body).find(({ action }) => /log|interaction/.test(action));
  if (!form) return "no form on the lead's page";
  const sample = [];
  for (let i = 0; i < REQUESTS; i += 1) {
    const { status, ms, body, headers } = await client.submit(form);
    // A form that was refused leads back to its page, with the reason in the address.
    if (headers.location?.includes("__err=")) return `refused: ${headers.location.slice(0, 120)}`;
    if (status >= 400) return `refused (${status}): ${body.slice(0, 120)}`;
    sample.push(ms);
  }
  return times(sample);
}

/** A company's deals in the form `rainmaker import` reads.
 * @param {string} folder */
async function writeDeals(folder) {
  const agents = Array.from({ length: 30 }, (_, i) => `Agent Number${i}`);
  const accounts = Array.from({ length: 80 }, (_, i) => `Account ${i}`);
  const day = (/** @type {number} */ n) => new Date(Date.UTC(2025, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
  const stages = ["Won", "Lost", "Engaging", "Won", "Prospecting"];
  const deals = Array.from({ length: GENERATED_DEALS }, (_, i) => {
    const stage = stages[i % stages.length];
    const engaged = stage === "Prospecting" ? "" : day(i % 300);
    const closed = stage === "Won" || stage === "Lost" ? day((i % 300) + 10 + (i % 90)) : "";
    const value = stage === "Won" ? 500 + (i % 4_000) : stage === "Lost" ? 0 : "";
    return [`D${i}`, agents[i % agents.length], "Widget", accounts[i % accounts.length], stage, engaged, closed, value].join(",");
  });
  /** @type {Record<string, string[]>} */
  const files = {
    "accounts.csv": [
      "account,sector,year_established,revenue,employees,office_location,subsidiary_of",
      ...accounts.map((name, i) => `${name},retail,${1980 + (i % 40)},${100 + i}.5,${50 + i},Germany,`),
    ],
    "products.csv": ["product,series,sales_price", "Widget,W,1000"],
    "sales_teams.csv": ["sales_agent,manager,regional_office", ...agents.map((name, i) => `${name},Manager Number${i % 3},Central`)],
    "sales_pipeline.csv": ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", ...deals],
  };
  for (const [name, lines] of Object.entries(files)) await writeFile(join(folder, name), `${lines.join("\n")}\n`);
}

/** @param {Engine} engine */
async function measureImport(engine) {
  const db = await createDatabase(engine, "bench_import");
  const folder = process.env.BENCH_IMPORT ?? (await mkdtemp(join(tmpdir(), "rainmaker-bench-")));
  if (!process.env.BENCH_IMPORT) await writeDeals(folder);
  await rainmaker("migrate", "--database-url", db.url);
  const deals = (await readFile(join(folder, "sales_pipeline.csv"), "utf8")).trim().split("\n").length - 1;
  const began = performance.now();
  await rainmaker("import", folder, "--database-url", db.url);
  const seconds = (performance.now() - began) / 1000;
  if (!process.env.BENCH_IMPORT) await rm(folder, { recursive: true });
  await dropDatabase(db);
  return `${Math.round(deals / seconds)} deals/s (${deals} in ${seconds.toFixed(1)} s)`;
}

/** @param {number} pid @param {string} key */
async function memory(pid, key) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = new RegExp(`^${key}:\\s+(\\d+)`, "m").exec(status)?.[1];
  return kilobytes ? `${Math.round(Number(kilobytes) / 1024)} MB` : "unknown";
}

/** @param {Engine} engine @returns {Promise<Map<string, string>>} */
async function measure(engine) {
  const rows = new Map();
  const db = await createDatabase(engine, "bench");
  const loaded = await rainmaker("demo", "--scale", SCALE, "--database-url", db.url);
  rows.set("load", /^(\d+ records\/s), .*?(\d+ MB)/m.exec(loaded)?.slice(1).join(", ") ?? "unknown");
  // Once to settle the files, once to measure.
  await (await startServer(db)).stop();
  const server = await startServer(db);
  rows.set("cold start to first page", `${server.startMs.toFixed(0)} ms`);
  try {
    const rep = await signIn(server, "rep");
    const manager = await signIn(server, "manager");
    const ceo = await signIn(server, "ceo");
    const lead = await firstRecord(rep, "/leads");
    const deal = await firstRecord(rep, "/deals");
    rows.set("Today (rep)", await measurePage(rep, ROLES.rep.desk));
    rows.set("Pipeline (manager)", await measurePage(manager, ROLES.manager.desk));
    rows.set("Revenue (CEO)", await measurePage(ceo, ROLES.ceo.desk));
    rows.set("leads", await measurePage(rep, "/leads"));
    rows.set("deals", await measurePage(rep, "/deals"));
    rows.set("tasks", await measurePage(rep, "/tasks"));
    rows.set("a lead", await measurePage(rep, lead));
    rows.set("a deal", await measurePage(rep, deal));
    for (const [name, path] of Object.entries(LISTS)) rows.set(name, await measurePage(ceo, path));
    rows.set("log an interaction", await measureWrite(rep, lead));
    for (const client of [rep, manager, ceo]) client.close();
    rows.set("memory now / at most", `${await memory(server.pid, "VmRSS")} / ${await memory(server.pid, "VmHWM")}`);
  } finally {
    await server.stop();
    await dropDatabase(db);
  }
  rows.set("import", await measureImport(engine));
  return rows;
}

async function firstLoad() {
  const site = new URL("../../target/site/", import.meta.url);
  const manifest = JSON.parse(await readFile(new URL("manifest.json", site), "utf8"));
  /** @param {string[]} paths */
  const sum = async (paths) => {
    let total = 0;
    for (const path of paths) total += (await readFile(new URL(`${path}.br`, site))).length;
    return total;
  };
  const base = await sum([manifest.wasm, manifest.js, manifest.link, manifest.css]);
  const groups = Object.entries(manifest.groups);
  const kb = await Promise.all(groups.map(async ([name, parts]) => `${name} ${((base + (await sum(parts))) / 1024).toFixed(1)}`));
  return `sign-in ${(base / 1024).toFixed(1)}, ${kb.join(", ")} KB`;
}

/** @type {Map<Engine, Map<string, string>>} */
const results = new Map();
for (const engine of engines()) results.set(engine, await measure(engine));

console.log(`\n${SCALE}: ${REQUESTS} requests a page, one at a time; p50 / p95 as the client sees them`);
const names = [...(results.get("sqlite")?.keys() ?? [])];
const cells = [["", ...results.keys()], ...names.map((name) => [name, ...[...results.values()].map((rows) => rows.get(name) ?? "")])];
const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
for (const row of cells) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("   ").trimEnd()}`);
console.log(`  first load (WebAssembly, JavaScript, CSS; brotli): ${await firstLoad()}`);
await removeState();
