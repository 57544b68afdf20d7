import { expect, test } from "../fixtures/index.ts";

test.use({ role: "ceo" });

test("a figure opens the deals it is made of", async ({ page, visit }) => {
  await visit("/revenue");
  const answer = page.getByRole("region", { name: /^Will we make/ });
  await answer.getByRole("link").first().click();
  await expect(page).toHaveURL(/status=won/);
  await expect(page.locator("tbody tr").first()).toContainText("Closed won");
});

test("a step of the funnel opens the leads that came so far", async ({ page, visit }) => {
  await visit("/revenue?period=2026");
  const step = page.locator(".funnel__step").filter({ has: page.getByRole("link", { name: "Qualified" }) });
  const leads = await step.locator(".funnel__value").textContent();
  await step.getByRole("link").click();
  await expect(page).toHaveURL(/reached=qualified/);
  await expect(page.getByText("Came as far as qualified")).toBeVisible();
  await expect(page.getByText("Created in 2026 (UTC)")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`${leads} lead`);
});

test("a month of the chart opens the deals won in it", async ({ page, visit }) => {
  await visit("/revenue?period=2026");
  await page.getByText("Show the numbers").first().click();
  await page.getByRole("rowheader", { name: "Mar" }).getByRole("link").click();
  await expect(page).toHaveURL(/period=2026-03/);
  await expect(page.locator("tbody tr").first()).toContainText("Closed won");
});

test("a year in which nothing was won leads to one in which something was", async ({ page, visit }) => {
  await visit("/revenue?period=2011");
  await expect(page.getByText("Nothing was won in 2011.")).toBeVisible();
  await page.getByRole("link", { name: /^Show 20/ }).click();
  await expect(page.getByRole("table").first()).toBeAttached();
});

test("steps from one period to the next", async ({ page, visit }) => {
  await visit("/revenue?period=2026-Q3");
  await page.getByRole("link", { name: "Q2 2026" }).click();
  await expect(page.getByText(/^Q2 2026, figures up to/)).toBeVisible();
});
