import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "../fixtures/index.ts";

// Leads that nobody looks after yet are seen by who sees everything.
test.use({ role: "ceo" });

test("a form on a foreign page brings a lead with its campaign @smoke", async ({ page, visit, consoleGuard, javaScriptEnabled }, info) => {
  const stamp = `${info.testId}-${info.project.name}`;
  const [name, who] = [`Course page (${stamp})`, `Nia Vale ${stamp}`];
  await visit("/web-forms");
  await page.getByText("New form", { exact: true }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Title", { exact: true }).fill("Ask about a course");
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save form" }).click();
  await sent;
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  const snippet = await page.getByLabel("Code for your site").inputValue();
  expect(snippet).toContain(new URL(page.url()).origin);
  const form = page.url();

  // A site of somebody else, which has put the line into its page.
  const foreign = createServer((_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><head><link rel="icon" href="data:,"><title>School</title></head><body><h1>School</h1>${snippet}</body></html>`);
  });
  await new Promise<void>((listening) => foreign.listen(0, "127.0.0.1", listening));
  try {
    const port = (foreign.address() as AddressInfo).port;
    await page.goto(`http://localhost:${port}/rust?utm_source=LinkedIn&utm_campaign=none`);
    const frame = page.frameLocator("iframe");
    await frame.getByLabel("Name").fill(who);
    await frame.getByLabel("Mail address").fill("nonsense");
    consoleGuard.allow(/status of 422/);
    await frame.getByRole("button", { name: "Send" }).click();
    await expect(frame.getByText("Write a mail address such as")).toBeVisible();
    await expect(frame.getByLabel("Name")).toHaveValue(who);
    await frame.getByLabel("Mail address").fill(`nia.${info.testId}@vale.example`);
    await frame.getByLabel("Message").fill("Do you teach on site?");
    await frame.getByRole("checkbox").check();
    // Whoever sends it within three seconds is taken for a machine.
    await page.waitForTimeout(3_500);
    await frame.getByRole("button", { name: "Send" }).click();
    await expect(frame.getByText("Thank you.")).toBeVisible();
  } finally {
    foreign.close();
  }

  await visit(new URL(form).pathname);
  const entry = page.getByRole("row").filter({ hasText: who });
  await expect(entry).toContainText("Do you teach on site?");
  if (javaScriptEnabled !== false) await expect(entry).toContainText("LinkedIn");
  await entry.getByRole("link", { name: "Open lead" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(who);
});
