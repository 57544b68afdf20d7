import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("moves a deal to the next stage from its page @smoke", async ({ page, visit }) => {
  await visit("/pipeline");
  const deal = await page.locator('main a[href^="/deals/"]').first().getAttribute("href");
  await visit(deal ?? "");
  const stage = page.getByLabel("To stage");
  const target = await stage.locator("option:checked").innerText();
  await page.getByRole("button", { name: "Move deal" }).click();
  // Where it is now is no longer a place to move it to.
  await expect(stage.getByRole("option", { name: target, exact: true })).toHaveCount(0);
});
