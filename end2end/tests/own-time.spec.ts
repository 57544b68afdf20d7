import { expect, test } from "../fixtures/index.ts";

test.use({ role: "rep" });

test("ticks a line of a task that comes again, completes it, and sees the next one", async ({ page, visit }, info) => {
  const title = `Weekly look (${info.testId})`;
  await visit("/tasks");
  await page.locator("summary", { hasText: "Add task" }).click();
  await page.getByLabel("What to do").fill(title);
  await page.getByLabel("Due").fill("2026-11-30");
  await page.getByLabel("Comes again").selectOption({ label: "Every week" });
  await page.getByLabel("Checklist").fill(`Open the list ${info.testId}\nClose it`);
  await page.getByRole("button", { name: "Add task" }).click();
  await page.getByRole("button", { name: `Tick: Open the list ${info.testId}` }).click();
  await expect(page.getByRole("button", { name: `Open again: Open the list ${info.testId}` })).toBeVisible();
  await page.getByRole("button", { name: `Complete: ${title}` }).click();
  // The next one has every line open again.
  await expect(page.getByRole("button", { name: `Tick: Open the list ${info.testId}` })).toBeVisible();
  await expect(page.getByRole("button", { name: `Complete: ${title}` })).toHaveCount(1);
});

test("shows tasks by day in a month and in a week", async ({ page, visit, expectAccessible }) => {
  await visit("/tasks");
  await page.getByRole("link", { name: "Calendar", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Calendar" })).toBeVisible();
  const before = await page.locator(".calendar__title").textContent();
  await page.getByRole("link", { name: "After" }).click();
  await expect(page.locator(".calendar__title")).not.toHaveText(before ?? "");
  await page.locator("#main").getByRole("link", { name: "Today", exact: true }).click();
  await expect(page.locator(".calendar__title")).toHaveText(before ?? "");
  await page.getByRole("link", { name: "Week", exact: true }).click();
  await expect(page.locator(".calendar.is-week > li")).toHaveCount(7);
  await expectAccessible();
});

test("gives an address for one's own calendar and ends it", async ({ page, visit, request }) => {
  await visit("/account");
  await page.getByRole("button", { name: "Make a new address" }).click();
  await expect(page.getByLabel("Address")).toBeVisible();
  const address = await page.getByLabel("Address").inputValue();
  const file = await request.get(new URL(address).pathname);
  expect(file.headers()["content-type"]).toContain("text/calendar");
  expect(await file.text()).toMatch(/^BEGIN:VCALENDAR\r\n/);
  await page.getByRole("button", { name: "End the address" }).click();
  await expect(page.getByText("There is no address yet.")).toBeVisible();
  expect((await request.get(new URL(address).pathname)).status()).toBe(404);
});
