import { expect, test } from "../fixtures/index.ts";

test.describe("many leads at once", () => {
  test.use({ role: "manager" });

  test("the bar comes with the first tick, and nothing lies over it", async ({ page, visit }) => {
    await visit("/leads");
    const remove = page.getByRole("button", { name: "Delete", exact: true });
    await expect(remove).toBeHidden();
    const tick = page.getByRole("checkbox", { name: /^Choose / }).first();
    await tick.check();
    await expect(page.getByText("With 1 lead")).toBeVisible();
    // A trial click fails where another element would take it.
    await remove.click({ trial: true });
    await tick.uncheck();
    await expect(remove).toBeHidden();
  });
});
