import { expect, test } from "../fixtures/index.ts";

test.describe("forms with scripts", () => {
  test.use({ role: "rep" });

  test("a refused form leaves the focus on its button", async ({ page, visit, consoleGuard }) => {
    consoleGuard.allow(/status of 422/);
    await visit("/leads/new");
    await page.getByLabel("Full name").fill("Zoe Deutsch");
    await page.getByLabel("Phone").fill("call me");
    const create = page.getByRole("button", { name: "Create lead" });
    await create.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Write a number such as")).toBeVisible();
    await expect(create).toBeFocused();
  });
});
