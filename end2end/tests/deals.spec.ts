import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("filters, sorts and pages the list of deals, and the address carries it all @smoke", async ({ page, visit }) => {
  await visit("/deals?view=list");
  await page.getByLabel("Status").selectOption({ label: "Won" });
  await page.getByLabel("Sorted by").selectOption({ label: "Close date" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/status=won/);
  await expect(page).toHaveURL(/sort=close/);
  const names = page.locator("tbody td.table__main a");
  await expect(page.locator("tbody tr").first()).toContainText("Closed won");
  const first = await names.first().getAttribute("href");

  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(names.first()).not.toHaveAttribute("href", first ?? "");
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(names.first()).toHaveAttribute("href", first ?? "");
});

test("sorts by the head of a column @desktop", async ({ page, visit }) => {
  await visit("/deals?view=list");
  await page.getByRole("columnheader", { name: "P(won)" }).getByRole("link").click();
  await expect(page.getByRole("columnheader", { name: "P(won)" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("columnheader", { name: "Amount" })).toHaveAttribute("aria-sort", "none");
});

test("finds nothing with words instead of an empty table", async ({ page, visit }) => {
  await visit("/deals?view=list&q=zzzzzzzz");
  await expect(page.getByText("No deal matches.")).toBeVisible();
});

test("saves a deal's next step", async ({ page, visit }, info) => {
  const step = `Send the contract (${info.testId})`;
  await visit("/deals?view=list");
  const deal = (await page.locator('main td a[href^="/deals/"]').nth(2).getAttribute("href")) ?? "";
  await visit(deal);
  await page.getByLabel("Next step").fill(step);
  const saved = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Save deal" }).click();
  await saved;
  await visit(deal);
  await expect(page.getByLabel("Next step")).toHaveValue(step);
});
