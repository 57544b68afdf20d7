// The built server, started on a database of its own. Plain JavaScript, because make bench uses it too.

import { execFile, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @typedef {"sqlite" | "postgres"} Engine */
/** @typedef {{ engine: Engine, name: string, url: string }} Database */
/** @typedef {{ url: string, database: string, pid: number, log: string, startMs: number, stop: () => Promise<void> }} Server */

const root = fileURLToPath(new URL("../../", import.meta.url));
const execute = promisify(execFile);

// One folder per run, so that two runs do not meet; the process that starts the run names it for its workers.
process.env.E2E_STATE ??= fileURLToPath(new URL(`../.state/${process.pid}/`, import.meta.url));
export const STATE = process.env.E2E_STATE;
export const BINARY = process.env.RAINMAKER_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release/rainmaker");
const CLUSTER = process.env.RAINMAKER_TEST_PG;

/** The engines that can be had: PostgreSQL only inside .ci/postgres.
 * @returns {Engine[]} */
export function engines() {
  return CLUSTER ? ["sqlite", "postgres"] : ["sqlite"];
}

/** @param {string} sql */
async function psql(sql) {
  if (!CLUSTER) throw new Error("RAINMAKER_TEST_PG is not set: start through .ci/postgres");
  await execute("psql", ["--quiet", "--no-psqlrc", "--dbname", CLUSTER, "--command", sql]);
}

/** @param {string} name */
const sqliteFile = (name) => join(STATE, `${name}.db`);

/** @param {Engine} engine @param {string} name @returns {Database} */
export function database(engine, name) {
  if (engine === "sqlite") return { engine, name, url: `sqlite://${sqliteFile(name)}` };
  const url = new URL(CLUSTER ?? "postgres://unset");
  url.pathname = `/${name}`;
  return { engine, name, url: url.href };
}

/** A new, empty database, in place of one that had this name.
 * @param {Engine} engine @param {string} name */
export async function createDatabase(engine, name) {
  await dropDatabase(database(engine, name));
  if (engine === "postgres") await psql(`create database ${name}`);
  return database(engine, name);
}

/** A copy of a database that no server has open.
 * @param {Database} template @param {string} name */
export async function copyDatabase(template, name) {
  const copy = database(template.engine, name);
  await dropDatabase(copy);
  if (template.engine === "postgres") await psql(`create database ${name} template ${template.name}`);
  else await copyFile(sqliteFile(template.name), sqliteFile(name));
  return copy;
}

/** @param {Database} old */
export async function dropDatabase(old) {
  if (old.engine === "postgres") return psql(`drop database if exists ${old.name} with (force)`);
  await mkdir(STATE, { recursive: true });
  for (const suffix of ["", "-shm", "-wal"]) await rm(sqliteFile(old.name) + suffix, { force: true });
}

/** Runs a subcommand to its end and returns what it printed.
 * @param {string[]} args */
export async function rainmaker(...args) {
  const { stdout } = await execute(BINARY, args, { cwd: STATE, maxBuffer: 64 << 20 });
  return stdout;
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Starts the server and waits until it answers.
 * @param {Database} db @returns {Promise<Server>} */
export async function startServer(db) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(STATE, `${db.engine}-${db.name}.log`);
  await mkdir(dirname(log), { recursive: true });
  const output = openSync(log, "w");
  const began = performance.now();
  const child = spawn(BINARY, ["serve", "--database-url", db.url, "--listen", `127.0.0.1:${port}`], {
    cwd: STATE,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const ended = new Promise((resolve) => child.once("exit", resolve));

  while (true) {
    const answer = await fetch(`${url}/login`, { redirect: "manual" }).catch(() => null);
    if (answer) break;
    if (child.exitCode !== null || performance.now() - began > 20_000) {
      child.kill("SIGKILL");
      throw new Error(`the server did not start; ${log} says:\n${readFileSync(log, "utf8")}`);
    }
    await pause(5);
  }
  return {
    url,
    database: db.url,
    pid: child.pid ?? 0,
    log,
    startMs: performance.now() - began,
    async stop() {
      child.kill("SIGTERM");
      await Promise.race([ended, pause(10_000, undefined, { ref: false }).then(() => child.kill("SIGKILL"))]);
    },
  };
}
