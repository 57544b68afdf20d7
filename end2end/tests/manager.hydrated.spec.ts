import { expect, test } from "../fixtures/index.ts";

test.use({ role: "manager" });

test("moves a card to the next stage by keyboard @desktop", async ({ page, visit }) => {
  await visit("/pipeline");
  const columns = page.getByRole("group", { name: "Open deals by stage" }).getByRole("region");
  const card = columns.nth(1).getByRole("listitem").first().getByRole("link").first();
  const name = await card.innerText();
  await card.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(columns.nth(2).getByRole("link", { name, exact: true })).toBeVisible();
  await expect(columns.nth(1).getByRole("link", { name, exact: true })).toHaveCount(0);
});
