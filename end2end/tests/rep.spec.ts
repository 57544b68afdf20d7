import { expect, test } from "../fixtures/index.ts";

test.use({ role: "rep" });

test("logs a call on a lead and finds it in the lead's timeline @smoke", async ({ page, visit }, info) => {
  const subject = `Asked for the price list (${info.testId})`;
  await visit("/leads");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').first().getAttribute("href");
  await visit(lead ?? "");
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Log contact" }) });
  await form.getByLabel("What happened").selectOption({ label: "Call" });
  await form.getByLabel("Subject").fill(subject);
  await form.getByRole("button", { name: "Log contact" }).click();
  await expect(page.locator(".timeline").getByText(subject)).toBeVisible();
});

test("makes a task of what was promised in a call", async ({ page, visit }, info) => {
  const offer = `the offer ${info.testId}`;
  await visit("/leads");
  const lead = await page.locator('main a[href^="/leads/"]:not([href="/leads/new"])').nth(3).getAttribute("href");
  await visit(lead ?? "");
  const form = page.locator("form").filter({ has: page.getByRole("button", { name: "Log contact" }) });
  await form.getByLabel("What happened").selectOption({ label: "Call" });
  await form.getByLabel("Subject").fill("Second talk");
  await form.getByLabel("Notes").fill(`She liked the course. I'll send ${offer} by Friday.`);
  await form.getByRole("button", { name: "Log contact" }).click();
  const add = page.getByRole("button", { name: new RegExp(`^Add as task: Send ${offer}`) });
  await add.click();
  await expect(page.getByRole("button", { name: new RegExp(`^Complete: Send ${offer}`) })).toBeVisible();
  await expect(add).toHaveCount(0);
});

test("adds a task and ticks it off", async ({ page, visit }, info) => {
  const title = `Send the comparison (${info.testId})`;
  await visit("/tasks");
  // The form is folded away under its own name.
  await page.locator("summary", { hasText: "Add task" }).click();
  await page.getByLabel("What to do").fill(title);
  await page.getByRole("button", { name: "Add task" }).click();
  await page.getByRole("button", { name: `Complete: ${title}` }).click();
  await expect(page.getByRole("button", { name: `Complete: ${title}` })).toHaveCount(0);
});

test("does not find another rep's lead by its address", async ({ page, consoleGuard }) => {
  consoleGuard.allow(/status of 404/);
  const response = await page.goto("/leads/999999999");
  expect(response?.status()).toBe(404);
});
