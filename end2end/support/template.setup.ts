// Loads the demo company once and signs every role in; each worker then starts from a copy of that database,
// in which the four sessions are alive.

import { test as base, expect } from "@playwright/test";
import { hydrated, sessionFile, type Options } from "../fixtures/index.ts";
import { LoginPage } from "../pages/login.page.ts";
import { PASSWORD, ROLE_NAMES, ROLES } from "./roles.mjs";
import { createDatabase, rainmaker, startServer } from "./server.mjs";

const test = base.extend<object, Options>({ engine: ["sqlite", { option: true, scope: "worker" }] });

test("the demo company is loaded and every role signs in", async ({ browser, engine }) => {
  test.setTimeout(420_000);
  const template = await createDatabase(engine, "template");
  const printed = await rainmaker("demo", "--database-url", template.url);
  const server = await startServer(template);
  try {
    for (const role of ROLE_NAMES) {
      const { email, desk } = ROLES[role];
      expect(printed, "rainmaker demo prints one login per role").toContain(email);
      const context = await browser.newContext({ baseURL: server.url });
      const page = await context.newPage();
      await page.goto("/login");
      await hydrated(page);
      await new LoginPage(page).submit(email, PASSWORD);
      await page.waitForURL(`**${desk}`);
      await context.storageState({ path: sessionFile(engine, role) });
      if (role === "ceo") {
        // The forecast's record is made at first sight; later it would redraw pages under a test. The page is looked at
        // once: it hears that the record is done, also when that happened before it began to listen.
        await page.goto("/forecast?view=record");
        await expect(page.getByText(/^Measured /)).toBeVisible({ timeout: 300_000 });
      }
      await context.close();
    }
  } finally {
    await server.stop();
  }
});
