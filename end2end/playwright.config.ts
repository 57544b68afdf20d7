import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";
import type { Options } from "./fixtures/index.ts";
import { engines } from "./support/server.mjs";

const chromium = process.env.CHROMIUM ?? "/usr/bin/chromium";
const desktop = { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } };
const phone = { ...devices["Desktop Chrome"], viewport: { width: 360, height: 740 }, hasTouch: true };

const onPostgres = engines().includes("postgres");
if (!onPostgres) console.log("PostgreSQL left out: start through .ci/postgres to include it");

export default defineConfig<object, Options>({
  testDir: ".",
  outputDir: "test-results",
  globalTeardown: "./support/remove-state.mjs",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A page may come late once on a busy machine. What passes only then is named as flaky; what fails twice is broken.
  retries: 1,
  workers: 2,
  timeout: 30_000,
  expect: { timeout: 7_000 },
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    locale: "en-GB",
    timezoneId: "UTC",
    // Nothing is measured or pictured halfway through a transition.
    contextOptions: { reducedMotion: "reduce" },
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: existsSync(chromium) ? chromium : undefined,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "setup", testMatch: "support/template.setup.ts", use: desktop },
    { name: "hydrated", testMatch: "tests/**/*.spec.ts", dependencies: ["setup"], use: desktop },
    {
      name: "nojs",
      testMatch: "tests/**/*.spec.ts",
      testIgnore: "**/*.hydrated.spec.ts",
      dependencies: ["setup"],
      use: { ...desktop, javaScriptEnabled: false },
    },
    {
      name: "phone",
      testMatch: "tests/**/*.spec.ts",
      grepInvert: /@desktop/,
      dependencies: ["setup"],
      use: phone,
    },
    ...(onPostgres
      ? [
          { name: "setup-postgres", testMatch: "support/template.setup.ts", use: { ...desktop, engine: "postgres" as const } },
          {
            name: "hydrated-postgres",
            testMatch: "tests/**/*.spec.ts",
            grep: /@smoke/,
            dependencies: ["setup-postgres"],
            use: { ...desktop, engine: "postgres" as const },
          },
        ]
      : []),
  ],
});
