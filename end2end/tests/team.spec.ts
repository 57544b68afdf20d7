import { expect, test } from "../fixtures/index.ts";

test.describe("a manager's team", () => {
  test.use({ role: "manager" });

  test("says who won what, and who won more than their deals promised @smoke", async ({ page, visit, expectAccessible }) => {
    await visit("/team");
    await page.getByRole("link", { name: "Year" }).click();
    await expect(page).toHaveURL(/period=\d{4}/);
    await expect(page.getByRole("heading", { name: "Wins against expected wins" })).toBeVisible();
    await expect(page.getByText(/As expected|than chance explains/).first()).toBeVisible();
    await expectAccessible();
  });

  test("opens the deals behind a figure", async ({ page, visit }) => {
    await visit("/team?period=2026");
    const won = page.locator("tbody tr").first().locator("[data-label=Won] a");
    await won.click();
    await expect(page).toHaveURL(/\/deals\?.*status=won/);
    await expect(page.getByRole("table").first()).toBeVisible();
  });
});
