import { expect, test } from "../fixtures/index.ts";

const PERIOD = "2030-Q1";

test.describe("a rep's forecast", () => {
  test.use({ role: "rep" });

  test("says what the quarter will bring, and the sum adds up to it", async ({ page, visit }) => {
    await visit("/forecast");
    await expect(page.getByRole("heading", { level: 1, name: "Forecast" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "The sum" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Won", exact: true }).first()).toBeVisible();
    await page.getByRole("link", { name: "By product" }).click();
    await expect(page).toHaveURL(/by=product/);
  });

  test("commits to a quarter, and it stands beside the model", async ({ page, visit }, info) => {
    const word = `Two large ones (${info.testId} ${info.project.name})`;
    await visit(`/forecast?view=people&period=${PERIOD}`);
    await page.getByRole("textbox", { name: "Commit" }).fill("12000");
    await page.getByRole("textbox", { name: "Best case" }).fill("20000");
    await page.getByRole("textbox", { name: "A word about it" }).fill(word);
    await page.getByRole("button", { name: "Commit" }).click();
    await expect(page.getByText(word)).toBeVisible();
    await expect(page.getByRole("cell", { name: /^Ana .* commits/ }).first()).toBeVisible();
  });

  test("is told beside the field when a commitment is no amount", async ({ page, visit, consoleGuard }) => {
    consoleGuard.allow(/status of 422/);
    await visit(`/forecast?view=people&period=${PERIOD}`);
    await page.getByRole("textbox", { name: "Commit" }).fill("a lot");
    await page.getByRole("button", { name: "Commit" }).click();
    await expect(page.getByRole("alert").first()).toBeVisible();
    await expect(page.getByRole("textbox", { name: "Commit" })).toHaveValue("a lot");
  });
});

test.describe("a manager's forecast", () => {
  test.use({ role: "manager" });

  test("overrides with a reason, which is kept", async ({ page, visit }, info) => {
    const reason = `A framework contract ends (${info.testId} ${info.project.name})`;
    await visit(`/forecast?view=people&period=${PERIOD}`);
    await page.getByRole("textbox", { name: "Amount" }).fill("90000");
    await page.getByRole("textbox", { name: "Reason" }).fill(reason);
    await page.getByRole("button", { name: "Override" }).click();
    await expect(page.getByText(reason).first()).toBeVisible();
  });
});

test.describe("the record", () => {
  test.use({ role: "ceo" });

  test("says how right every method was, and whether that is enough @smoke", async ({ page, visit }) => {
    await visit("/forecast?view=record");
    await expect(page.getByText(/^Measured /)).toBeVisible();
    await expect(page.getByText(/^Accuracy .* the line of 90\s% for a quarter/)).toBeVisible();
    await expect(page.getByRole("heading", { name: "Every method" })).toBeVisible();
    await page.getByRole("link", { name: "Two thirds in" }).click();
    await expect(page).toHaveURL(/at=two_thirds/);
  });
});
