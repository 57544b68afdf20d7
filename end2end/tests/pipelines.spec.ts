import { expect, test } from "../fixtures/index.ts";

test.describe("an administrator's pipelines", () => {
  test.use({ role: "admin" });

  test("are made from another, edited and told as versions @smoke", async ({ page, visit, consoleGuard, expectAccessible }, info) => {
    consoleGuard.allow(/status of 422/);
    const name = `Renewals ${info.testId}`;
    await visit("/pipelines");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Add pipeline" }).click();
    await expect(page.getByRole("heading", { name })).toBeVisible();
    await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
    const chance = page.getByLabel("Chance, %").first();
    await chance.fill("150");
    await page.getByRole("button", { name: "Save pipeline" }).click();
    await expect(page.getByText(/from 0 to 100/).first()).toBeVisible();
    await chance.fill("15");
    await page.getByRole("button", { name: "Save pipeline" }).click();
    await expect(chance).toHaveValue("15");
    await expect(page.getByRole("heading", { name: "Versions" })).toBeVisible();
    await expectAccessible();
  });
});

test.describe("a rep's deal", () => {
  test.use({ role: "rep" });

  test("sells products with a discount, and is lost for a reason", async ({ page, visit, consoleGuard, expectAccessible }) => {
    consoleGuard.allow(/status of 422/);
    await visit("/deals?view=list&status=open");
    const deals = page.locator("tbody a[href^='/deals/']");
    const deal = (await deals.nth(9).getAttribute("href")) ?? "";
    await visit(deal.replace("/deals/", "/terms/"));
    await page.getByRole("combobox", { name: "Product 1" }).selectOption({ index: 1 });
    await page.getByLabel("Quantity").first().fill("3");
    await page.getByLabel("Price of one").first().fill("1000");
    await page.getByLabel("Discount, %").first().fill("101");
    await page.getByRole("button", { name: "Save products" }).click();
    await expect(page.getByText(/100\s%/).first()).toBeVisible();
    await expect(page.getByLabel("Quantity").first(), "what was typed is kept").toHaveValue("3");
    await page.getByLabel("Discount, %").first().fill("5");
    await page.getByRole("button", { name: "Save products" }).click();
    await expect(page.getByText("2,850").first()).toBeVisible();
    await expectAccessible();

    await visit(`${deal.replace("/deals/", "/advance/")}?to=lost`);
    await page.getByLabel("Why it was lost").selectOption("Chose a competitor");
    await page.getByLabel("Competitors").fill("SkillHarbor");
    await expectAccessible();
    await page.getByRole("button", { name: "Close as lost" }).click();
    await expect(page.getByRole("button", { name: "Close as lost" })).toHaveCount(0);
    await visit(deal);
    await expect(page.getByText("Chose a competitor").first()).toBeVisible();
  });
});
