import { expect, test } from "../fixtures/index.ts";

const NAMES = 'main td a[href^="/leads/"]';

test.describe("a record from its list", () => {
  test.use({ role: "rep" });

  test("opens beside the list, and shuts back to its row @desktop", async ({ page, visit, javaScriptEnabled, expectAccessible }) => {
    test.skip(javaScriptEnabled === false, "without scripts the row leads to the page");
    await visit("/leads");
    const row = page.locator(NAMES).first();
    const name = await row.innerText();
    await row.click();
    const panel = page.getByRole("complementary", { name: "Lead" });
    await expect(panel.getByRole("heading", { level: 2, name })).toBeVisible();
    await expect(page).toHaveURL(/open=\d+/);
    await expectAccessible();
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(row).toBeFocused();
    await row.click();
    await expect(panel.getByRole("heading", { level: 2, name })).toBeVisible();
    await page.goBack();
    await expect(panel).toBeHidden();
    await row.click();
    await panel.getByRole("link", { name: "Open page" }).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  });

  test("has an address of its own", async ({ page, visit }) => {
    await visit("/deals?view=list");
    const id = await page.locator("main td a[data-row]").first().getAttribute("data-row");
    await visit(`/deals?view=list&open=${id}`);
    const panel = page.getByRole("complementary", { name: "Deal" });
    await expect(panel.getByRole("heading", { name: "Chance to win" })).toBeVisible();
    await panel.getByRole("link", { name: "Close" }).click();
    await expect(panel).toBeHidden();
  });
});

test.describe("without scripts or on a phone", () => {
  test.use({ role: "rep" });

  test("a row leads to the record's page", async ({ page, visit, javaScriptEnabled }) => {
    test.skip(javaScriptEnabled !== false && (page.viewportSize()?.width ?? 0) >= 768, "a wide window opens it beside");
    await visit("/leads");
    await page.locator(NAMES).first().click();
    await expect(page).toHaveURL(/\/leads\/\d+$/);
  });
});
