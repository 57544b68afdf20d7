import { expect, test } from "../fixtures/index.ts";

test.describe("the search page", () => {
  test.use({ role: "rep" });

  test("finds a lead by a form, and leads to it", async ({ page, visit }) => {
    await visit("/leads");
    const name = await page.locator('main td a[href^="/leads/"]').first().innerText();
    await visit("/search");
    const box = page.getByRole("searchbox");
    await box.fill(name);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByRole("main").getByRole("link", { name, exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  });

  test("shows nobody another rep's leads", async ({ page, visit }) => {
    await visit("/search?q=zzzzqq");
    await expect(page.getByText("Nothing has that in its name.")).toBeVisible();
  });
});
