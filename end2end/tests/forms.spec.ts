import { expect, test } from "../fixtures/index.ts";

test.describe("forms", () => {
  test.use({ role: "rep" });

  test("a refused form keeps what was typed and says what is wrong beside its field", async ({ page, visit, consoleGuard }) => {
    consoleGuard.allow(/status of 422/);
    await visit("/leads/new");
    await page.getByLabel("Full name").fill("Zoe Deutsch");
    await page.getByLabel("Company").fill("Acme & Sons");
    // The browser's own check lets it through; the server wants a domain with a dot.
    await page.getByLabel("Email").fill("zoe@nowhere");
    await page.getByRole("button", { name: "Create lead" }).click();
    await expect(page.getByText("Write a mail address such as")).toBeVisible();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("Full name")).toHaveValue("Zoe Deutsch");
    await expect(page.getByLabel("Company")).toHaveValue("Acme & Sons");
    await expect(page.getByLabel("Email")).toHaveValue("zoe@nowhere");
    await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
    expect(page.url()).not.toContain("Zoe");
  });

  test("a lead is edited on its page, and what was done is said", async ({ page, visit }, info) => {
    const title = `Head of training (${info.testId})`;
    await visit("/leads");
    const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').first().getAttribute("href");
    await visit(lead ?? "");
    await page.locator("summary", { hasText: "Edit lead" }).click();
    const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Save lead" }) });
    await form.getByLabel("Job title").fill(title);
    await form.getByRole("button", { name: "Save lead" }).click();
    await expect(page.getByText(/^Edited /).first()).toBeVisible();
    await expect(page.getByText(title).first()).toBeVisible();
  });
});

test("a wrong password keeps the mail address", async ({ page, visit, consoleGuard }) => {
  consoleGuard.allow(/status of 4(22|29)/);
  await visit("/login");
  await page.getByLabel("Email").fill("nobody@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue("nobody@demo.example");
});
