import { expect, test } from "../fixtures/index.ts";

test.describe("the search over a page", () => {
  test.use({ role: "rep" });

  test("opens by a key, finds as one types, and opens by Enter @desktop", async ({ page, visit, expectAccessible }) => {
    await visit("/leads");
    const name = await page.locator('main td a[href^="/leads/"]').first().innerText();
    await page.keyboard.press("Control+k");
    const box = page.getByRole("combobox", { name: "Find a lead, deal, company or page" });
    await expect(box).toBeFocused();
    await expectAccessible();
    await box.pressSequentially(name);
    const option = page.getByRole("option", { name }).first();
    await expect(option).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expect(box).toBeHidden();
  });

  test("leads an action to the lead it needs @desktop", async ({ page, visit }) => {
    await visit("/leads");
    const name = await page.locator('main td a[href^="/leads/"]').first().innerText();
    await page.getByRole("link", { name: "Search" }).first().click();
    await page.getByRole("option", { name: "Log a call" }).click();
    await page.getByRole("combobox", { name: "Log a call with which lead?" }).pressSequentially(name);
    await page.getByRole("option", { name }).first().click();
    await expect(page).toHaveURL(/\/leads\/\d+#form-kind$/);
    await expect(page.getByLabel("What happened")).toBeFocused();
  });

  test("tells the keys @desktop", async ({ page, visit, expectAccessible }) => {
    await visit("/today");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await expectAccessible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeHidden();
  });
});

test.describe("the sidebar and the columns", () => {
  test.use({ role: "manager" });

  test("stay as they were chosen @desktop", async ({ page, visit }) => {
    await visit("/leads");
    await page.getByRole("button", { name: "Narrow the sidebar" }).click();
    await expect(page.getByRole("button", { name: "Widen the sidebar" })).toBeVisible();
    await page.locator("summary[title=Columns]").click();
    await page.getByLabel("Source").uncheck();
    await expect(page.getByRole("columnheader", { name: "Source" })).toBeHidden();
    await visit("/leads");
    await expect(page.getByRole("button", { name: "Widen the sidebar" })).toBeVisible();
    await expect(page.getByRole("columnheader", { name: "Source" })).toBeHidden();
    await page.getByRole("button", { name: "Widen the sidebar" }).click();
    await page.locator("summary[title=Columns]").click();
    await page.getByLabel("Source").check();
    await expect(page.getByRole("columnheader", { name: "Source" })).toBeVisible();
  });
});
