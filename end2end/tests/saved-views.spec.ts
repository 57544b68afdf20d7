import { expect, test } from "../fixtures/index.ts";

test.describe("a saved view", () => {
  test.use({ role: "rep" });

  test("keeps a list as it is filtered under a name, and is forgotten again", async ({ page, visit, javaScriptEnabled }) => {
    const name = `Grade A ${javaScriptEnabled === false ? "plain" : (page.viewportSize()?.width ?? 0)}`;
    const views = page.getByRole("navigation", { name: "Saved views" });
    await visit("/leads?grade=A&sort=name");
    await page.getByText("Save view", { exact: true }).first().click();
    await page.getByLabel("Name of the view").fill(name);
    await page.getByRole("button", { name: "Save view" }).click();
    const tab = views.getByRole("link", { name });
    await expect(tab).toHaveAttribute("aria-current", "page");
    await visit("/leads");
    await expect(views.getByRole("link", { name: "All" })).toHaveAttribute("aria-current", "page");
    await tab.click();
    await expect(page).toHaveURL(/\/leads\?grade=A&sort=name$/);
    await page.getByRole("button", { name: `Forget the view ${name}` }).click();
    await expect(tab).toBeHidden();
  });

  test("without a name is asked for one @desktop", async ({ page, visit, consoleGuard, javaScriptEnabled }) => {
    test.skip(javaScriptEnabled !== false, "with scripts the browser itself asks");
    consoleGuard.allow(/status of 422/);
    await visit("/deals?view=list&status=won");
    await page.getByText("Save view", { exact: true }).first().click();
    await page.getByLabel("Name of the view").fill("   ");
    await page.getByRole("button", { name: "Save view" }).click();
    await expect(page.getByText("Give the view a name")).toBeVisible();
  });
});
