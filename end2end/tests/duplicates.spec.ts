import { expect, test } from "../fixtures/index.ts";

test.describe("a lead who is there already", () => {
  test.use({ role: "rep" });

  test("is shown before they are saved again, and can be saved all the same", async ({ page, visit, consoleGuard }, info) => {
    consoleGuard.allow(/status of 409/);
    const email = `zoe.${info.testId}@acme.example`.toLowerCase();
    const fill = async (name: string) => {
      await visit("/leads/new");
      await page.getByLabel("Full name").fill(name);
      await page.getByLabel("Email").fill(email);
      await page.getByRole("button", { name: "Create lead" }).click();
    };
    await fill("Zoe Deutsch");
    await expect(page.getByRole("heading", { level: 1, name: "Zoe Deutsch" })).toBeVisible();
    await fill("Zoe D.");
    const found = page.getByRole("list", { name: "Already here" });
    await expect(found.getByRole("link", { name: "Zoe Deutsch" })).toBeVisible();
    await expect(found).toContainText("same mail address");
    await expect(page.getByLabel("Full name")).toHaveValue("Zoe D.");
    await page.getByRole("button", { name: "Save anyway" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Zoe D." })).toBeVisible();
  });
});
