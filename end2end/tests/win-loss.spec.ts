import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("shows why deals were lost, and leads to one to ask about again", async ({ page, visit }) => {
  await visit("/win-loss?months=24");
  await expect(page.getByRole("heading", { name: "Why deals were lost" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What goes with winning" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Price" }).first()).toBeVisible();
  const again = page.locator("section.panel").filter({ has: page.getByRole("heading", { name: "Ask again" }) });
  await again.locator("td.table__main a").first().click();
  await expect(page).toHaveURL(/\/deals\/\d+/);
});
