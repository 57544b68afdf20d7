import { expect, test } from "../fixtures/index.ts";

test.use({ role: "ceo" });

test("sets a target in the grid and sees it in the year @smoke", async ({ page, visit }) => {
  await visit("/quotas?year=2031");
  const cell = page.getByLabel("The whole company, quarter 3");
  await cell.fill("120000");
  const sent = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save targets" }).click();
  await sent;
  await visit("/quotas?year=2031");
  await expect(cell).toHaveValue("120,000");
  await expect(page.getByRole("row").filter({ has: cell })).toContainText("120,000");
});

test("names the cell that is no amount", async ({ page, visit, consoleGuard }) => {
  consoleGuard.allow(/status of 422/);
  await visit("/quotas?year=2032");
  await page.getByLabel("The whole company, quarter 1").fill("plenty");
  await page.getByRole("button", { name: "Save targets" }).click();
  await expect(page.getByText(/Write an amount such as 1250\.50; "plenty" is none/)).toBeVisible();
  await expect(page.getByLabel("The whole company, quarter 1")).toHaveValue("plenty");
});
