import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";

/** Opens "Export", takes the format, and reads the file. */
async function download(page: Page, format: RegExp): Promise<{ name: string; text: string }> {
  await page.locator("summary", { hasText: "Export" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("link", { name: format }).click();
  const got = await file;
  return { name: got.suggestedFilename(), text: await readFile(await got.path(), "utf8") };
}

test.describe("a rep", () => {
  test.use({ role: "rep" });

  test("downloads the leads that pass the filter as CSV", async ({ page, visit }) => {
    await visit("/leads?status=customer");
    const { name, text } = await download(page, /^CSV/);
    expect(name).toMatch(/^leads-\d{4}-\d\d-\d\d\.csv$/);
    const [head, ...rows] = text.replace("\u{feff}", "").trim().split("\n");
    expect(head).toContain("Lead ID,Name,Email,Phone,Job title,Company");
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toContain(",Customer,");
  });

  test("downloads deals and tasks for programs", async ({ page, visit }) => {
    await visit("/deals?view=list");
    const deals = await download(page, /^JSON/);
    expect(deals.name).toMatch(/^deals-/);
    const [deal] = JSON.parse(deals.text) as Record<string, unknown>[];
    expect(deal).toMatchObject({ Status: "Open", Currency: "EUR" });
    await visit("/tasks");
    const tasks = await download(page, /^JSON/);
    expect(Array.isArray(JSON.parse(tasks.text))).toBe(true);
  });

  test("is told who exports everything", async ({ page, consoleGuard }) => {
    consoleGuard.allow(/status of 403/);
    const response = await page.goto("/export");
    expect(response?.status()).toBe(403);
    await expect(page.getByText("Only the role \"Administrator\" may do this")).toBeVisible();
    await expect(page.getByRole("link", { name: /Download/ })).toHaveCount(0);
  });
});

test.describe("an administrator", () => {
  test.use({ role: "admin" });

  test("downloads everything as one workbook", async ({ page, visit }) => {
    await visit("/export");
    const file = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download Excel workbook" }).click();
    expect((await file).suggestedFilename()).toMatch(/^rainmaker-\d{4}-\d\d-\d\d\.xlsx$/);
  });
});
