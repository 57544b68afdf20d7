import { expect, test } from "../fixtures/index.ts";

test.use({ role: "rep" });

test("sees who talked to them and opens those contacts", async ({ page, visit }, info) => {
  const subject = `Rollout ${info.testId}`;
  await visit("/leads");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').nth(9).getAttribute("href");
  await visit(lead ?? "");
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Log contact" }).click();
  await expect(page.locator(".timeline__entry", { hasText: subject })).toHaveCount(1);
  const own = page.locator(".relations li").first();
  const count = own.getByRole("link");
  const said = (await count.textContent()) ?? "";
  await count.click();
  await expect(page.locator(".timeline__entry")).toHaveCount(Number.parseInt(said, 10));
  await expect(page.locator(".timeline__entry", { hasText: subject })).toHaveCount(1);
});

test("pins an entry, comments on it, changes the comment and takes both away", async ({ page, visit, consoleGuard }, info) => {
  const subject = `Budget talk ${info.testId}`;
  await visit("/leads");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').nth(7).getAttribute("href");
  await visit(lead ?? "");
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Log contact" }).click();
  const entry = page.locator(".timeline__entry", { hasText: subject });
  await expect(entry).toHaveCount(1);

  await entry.getByRole("button", { name: /^Pin: / }).click();
  const top = page.locator(".timeline__day").first();
  await expect(top.getByRole("heading")).toHaveText("Pinned");
  await expect(top.locator(".timeline__entry", { hasText: subject })).toBeVisible();

  await entry.getByRole("link", { name: /^Comment: / }).click();
  const field = page.getByLabel("Comment", { exact: true });
  await expect(field).toBeVisible();
  consoleGuard.allow(/status of 422/);
  await field.fill("x".repeat(2_001));
  await page.getByRole("button", { name: "Add comment" }).click();
  await expect(page.getByText("Shorten this to 2000 characters; it has 2001.")).toBeVisible();
  await field.fill(`Ask for the sum ${info.testId}`);
  await page.getByRole("button", { name: "Add comment" }).click();
  const comment = page.locator(".remarks__line", { hasText: info.testId });
  await expect(comment).toHaveCount(1);

  await comment.getByRole("link", { name: /^Change the comment: / }).click();
  await page.getByLabel("Your comment").fill(`Ask for the date ${info.testId}`);
  await page.getByRole("button", { name: "Save comment" }).click();
  await expect(page.locator(".remarks__body", { hasText: "Ask for the date" })).toBeVisible();
  await page.locator(".remarks__line", { hasText: info.testId }).getByRole("button", { name: /^Delete the comment: / }).click();
  await expect(page.locator(".remarks__body", { hasText: info.testId })).toHaveCount(0);

  await entry.getByRole("button", { name: /^Unpin: / }).click();
  await expect(entry.getByRole("button", { name: /^Pin: / })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Pinned" })).toHaveCount(0);
});
