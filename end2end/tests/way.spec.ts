import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("disqualifies a lead with the reason and reads it in the way so far", async ({ page, visit, consoleGuard }, info) => {
  consoleGuard.allow(/status of 422/);
  const reason = `No budget this year (${info.testId})`;
  await visit("/leads?status=contacted");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').nth(2).getAttribute("href");
  await visit(lead ?? "");
  await page.locator("summary", { hasText: "Edit lead" }).click();
  await page.locator("#edit-status").selectOption({ label: "Disqualified" });
  await page.getByRole("button", { name: "Save lead" }).click();
  await expect(page.getByText(/^Say why they go from .+ to Disqualified\.$/)).toBeVisible();
  await page.getByLabel("Why, if they go back or out").fill(reason);
  await page.getByRole("button", { name: "Save lead" }).click();
  // The page tells the new status once it is saved: leaving before that would take the answer back.
  await expect(page.locator("main").getByText("Disqualified", { exact: true }).first()).toBeVisible();
  await visit(lead ?? "");
  await page.locator("summary", { hasText: "The way so far" }).click();
  await expect(page.getByText(reason, { exact: true }).first()).toBeVisible();
});
