import { expect, test } from "../fixtures/index.ts";

test.describe("the queue", () => {
  test.use({ role: "rep" });

  test("hands the focus on to the next card when one is done @desktop", async ({ page, visit }) => {
    await visit("/today");
    const cards = page.locator(".queue").first().locator(".queue__card");
    const next = await cards.nth(1).locator(".queue__name").innerText();
    const snooze = cards.first().locator("summary[title=Snooze]");
    await snooze.click();
    await cards.first().getByRole("textbox", { name: "Why", exact: true }).fill("Their budget round");
    await cards.first().getByRole("button", { name: "1 week" }).click();
    await expect(cards.first().locator(".queue__name")).toHaveText(next);
    await expect(cards.first()).toBeFocused();
  });
});
