import { expect, test } from "../fixtures/index.ts";

test.use({ role: "ceo" });

test("writes a campaign down, what it cost, and compares the models @smoke", async ({ page, visit }, info) => {
  const name = `Fair (${info.testId}-${info.project.name})`;
  const sent = () => page.waitForResponse((response) => response.request().method() === "POST");
  await visit("/campaigns");
  await expect(page.getByRole("link", { name: "Position-based" })).toHaveAttribute("aria-current", "page");
  await page.getByText("New campaign").click();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Source").fill("Trade Fair");
  await page.getByLabel("First day").fill("2026-11-01");
  let answer = sent();
  await page.getByRole("button", { name: "Save campaign" }).click();
  await answer;
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await page.getByLabel("Cost", { exact: true }).fill("1234.50");
  await page.getByLabel("For", { exact: true }).fill("Stand");
  answer = sent();
  await page.getByRole("button", { name: "Add cost" }).click();
  await answer;
  await expect(page.getByRole("row").filter({ hasText: "Stand" })).toContainText("1,23");
  await expect(page.getByText("First touch")).toBeVisible();
});

test("credits all that was won, whichever model is chosen", async ({ page, visit }) => {
  const won: string[] = [];
  for (const model of ["first", "last", "even", "position"]) {
    await visit(`/campaigns?model=${model}`);
    won.push(await page.locator(".tile").filter({ hasText: "Won in all" }).locator(".tile__value").innerText());
  }
  expect(new Set(won).size).toBe(1);
});
