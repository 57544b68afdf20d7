import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("deletes a deal, finds it in the trash and restores it", async ({ page, visit }) => {
  await visit("/deals?view=list");
  const link = page.locator("tbody td.table__main a").nth(3);
  const name = await link.innerText();
  const deal = (await link.getAttribute("href")) ?? "";
  await visit(deal);
  await page.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(page).toHaveURL(/\/deals$/);

  await visit("/trash");
  await page.getByRole("button", { name: `Restore ${name}` }).first().click();
  await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
  await visit(deal);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
});

test("takes a unit back from its page, and redoes it @smoke", async ({ page, visit }, info) => {
  const step = `Send the contract (${info.testId})`;
  await visit("/deals?view=list");
  const deal = (await page.locator("tbody td.table__main a").nth(5).getAttribute("href")) ?? "";
  await visit(deal);
  const before = await page.getByLabel("Next step").inputValue();
  await page.getByLabel("Next step").fill(step);
  const saved = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save deal" }).click();
  await saved;

  await visit("/journal");
  await page.locator("tbody td.table__main a").first().click();
  await expect(page.getByText(`→ ${step}`)).toBeVisible();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("This was undone already.")).toBeVisible();
  await visit(deal);
  await expect(page.getByLabel("Next step")).toHaveValue(before);

  await visit("/journal");
  await page.getByRole("link", { name: /^Undo: / }).first().click();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(page.getByText("This was undone already.")).toBeVisible();
  await visit(deal);
  await expect(page.getByLabel("Next step")).toHaveValue(step);
});

test("gives several leads a status at once", async ({ page, visit }) => {
  await visit("/leads?sort=name");
  const ticks = page.getByRole("checkbox", { name: /^Choose / });
  await ticks.nth(0).check();
  await ticks.nth(1).check();
  await page.getByLabel("New status").selectOption({ label: "Qualified" });
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Set status" }).click();
  await sent;
  await visit("/journal");
  await expect(page.getByRole("link", { name: /Set 2\sleads to qualified/ }).first()).toBeVisible();
});
