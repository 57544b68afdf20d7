import { expect, test } from "../fixtures/index.ts";

test.use({ role: "rep" });

test("writes down what hurts and finds it with its source and in the history", async ({ page, visit }, info) => {
  const pain = `Slow onboarding ${info.testId}`;
  await visit("/leads");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').nth(4).getAttribute("href");
  await visit(lead ?? "");
  await page.locator("summary", { hasText: "Write down a fact" }).click();
  await page.getByLabel("What about").selectOption({ label: "Need" });
  await page.getByLabel("What was learned").fill(pain);
  await page.getByRole("button", { name: "Save fact" }).click();
  await expect(page.locator(".facts dd", { hasText: pain })).toBeVisible();
  await visit(`${lead}?kind=changes&find=${encodeURIComponent(info.testId)}`);
  await expect(page.locator(".timeline").getByText(pain)).toBeVisible();
  await visit(`${lead}?kind=talk&find=${encodeURIComponent(info.testId)}`);
  await expect(page.locator(".timeline").getByText(pain)).toHaveCount(0);
  await page.getByRole("link", { name: "Show all" }).click();
  await expect(page.locator(".timeline").getByText(pain)).toBeVisible();
});
