import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("schedules a course, fills it and sees who waits @smoke", async ({ page, visit }, info) => {
  const name = `Rust for Sales (${info.testId}-${info.project.name})`;
  const sent = () => page.waitForResponse((response) => response.request().method() === "POST");
  await visit("/products");
  await page.getByText("New product").click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("List price").fill("750");
  await page.getByLabel("Days", { exact: true }).fill("2");
  let answer = sent();
  await page.getByRole("button", { name: "Save product" }).click();
  await answer;
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);

  await page.getByRole("link", { name: "Schedule" }).first().click();
  await page.getByText("New batch").click();
  await page.locator("#batch-product").selectOption({ label: name });
  await page.getByLabel("First day").fill("2099-03-02");
  await page.getByLabel("Seats", { exact: true }).fill("1");
  answer = sent();
  await page.getByRole("button", { name: "Save batch" }).click();
  await answer;
  await visit(`/products`);
  await page.getByRole("link", { name }).click();
  await page.getByRole("link", { name: /-990302/ }).click();

  await page.getByLabel("People").fill("Zoe Lund, zoe@acme.example\nYan Roe");
  answer = sent();
  await page.getByRole("button", { name: "Enrol", exact: true }).click();
  await answer;
  await expect(page.getByText("1 of 1, 1 waiting").first()).toBeVisible();
  answer = sent();
  await page.getByRole("button", { name: "Cancel: Zoe Lund" }).click();
  await answer;
  await expect(page.getByRole("row").filter({ hasText: "Yan Roe" })).toContainText("Has a seat");
});

test("says which batch a trainer gives on those days", async ({ page, visit, consoleGuard }) => {
  consoleGuard.allow(/status of 422/);
  await visit("/trainers");
  await page.locator("tbody td.table__main a").first().click();
  const trainer = await page.getByRole("heading", { level: 1 }).innerText();
  const batch = page.locator("tbody td.table__main a").first();
  const code = await batch.innerText();
  const day = await page.locator("tbody time").first().getAttribute("datetime");
  await visit("/batches");
  await page.getByText("New batch").click();
  await page.getByLabel("Trainer").selectOption({ label: trainer });
  await page.getByLabel("First day").fill(day ?? "");
  await page.getByLabel("Seats", { exact: true }).fill("5");
  await page.getByRole("button", { name: "Save batch" }).click();
  await expect(page.getByText(new RegExp(`${trainer} gives ${code} .*: choose somebody else, or other days`))).toBeVisible();
});
