import { expect, test } from "../fixtures/index.ts";

test.use({ role: "ceo" });

test("tells how far the leads of a period came, and opens the leads behind a step", async ({ page, visit }) => {
  await visit("/funnel?period=2026-Q3");
  await expect(page.getByRole("heading", { name: "Steps", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^Health \d+ of 100$/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "By source" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Lead to opportunity" })).toContainText(/\d+\sdays/);
  await page.getByRole("link", { name: "Qualified", exact: true }).click();
  await expect(page).toHaveURL(/\/leads\?created=2026-Q3&reached=qualified/);
});

test("hands out a section as a file with the figures of the page", async ({ page, visit }) => {
  await visit("/funnel?period=2026-Q3");
  const shown = await page.locator("ol.funnel .funnel__value").first().innerText();
  const answer = await page.request.get("/api/export/funnel/steps?period=2026-Q3&format=csv");
  const lines = (await answer.text()).split(/\r?\n/);
  expect(lines[0]).toContain("Of all leads (%)");
  expect(lines[1]?.split(",")[1]).toBe(shown.replaceAll(/\D/g, ""));
});
