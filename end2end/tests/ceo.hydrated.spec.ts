import { expect, test } from "../fixtures/index.ts";

test.use({ role: "ceo" });

test("moves a lever and sees the forecast redrawn in the page, without asking the server", async ({ page, visit }) => {
  await visit("/revenue");
  const finding = page.getByText(/^Most likely .* range /).last();
  await expect(finding).toBeVisible();
  const before = await finding.innerText();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.getByRole("slider", { name: "Win rate" }).fill("20");
  await expect(finding).not.toHaveText(before);
  await expect(finding).toContainText("expected");
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "As it is" }).click();
  await expect(finding).toHaveText(before);
});
