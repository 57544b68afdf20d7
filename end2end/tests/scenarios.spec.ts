import { expect, test } from "../fixtures/index.ts";

const PERIOD = "2031-Q1";

test.describe("a rep's scenarios", () => {
  test.use({ role: "rep" });

  test("are saved, renamed, compared and deleted, and deleting is taken back @smoke", async ({ page, visit, javaScriptEnabled }, info) => {
    const own = `${info.project.name} ${info.retry}`;
    const row = (name: string) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
    await visit(`/forecast?view=scenarios&period=${PERIOD}&win_rate=10&new_deals=-5`);
    await expect(page.getByRole("slider", { name: "Win rate" })).toHaveValue("10");
    await expect(page.getByRole("slider", { name: "Deal size" })).toHaveValue("0");
    await expect(page.getByRole("slider", { name: "New deals" })).toHaveValue("-5");
    await page.getByLabel("Name of the scenario").fill(`Bold ${own}`);
    await page.getByRole("button", { name: "Save scenario" }).click();
    await expect(row(`Bold ${own}`)).toContainText("Win rate +10 %, new deals \u22125 %");
    await expect(row("As it is")).toBeVisible();

    await page.getByLabel(`Rename Bold ${own}`).click();
    await page.getByLabel("New name").and(page.locator(":visible")).fill(`Brave ${own}`);
    await page.getByRole("button", { name: "Rename", exact: true }).and(page.locator(":visible")).click();
    await expect(row(`Brave ${own}`)).toBeVisible();
    await expect(row(`Bold ${own}`)).toBeHidden();

    // On a phone the messages lie over the end of the page.
    const told = page.getByRole("button", { name: "Dismiss" });
    while ((await told.count()) > 0) await told.first().click();
    await page.getByRole("button", { name: `Delete Brave ${own}` }).click();
    await expect(row(`Brave ${own}`)).toBeHidden();
    if (javaScriptEnabled === false) {
      await page.getByRole("link", { name: "Undo", exact: true }).click();
      await page.getByRole("button", { name: "Undo", exact: true }).click();
      await visit(`/forecast?view=scenarios&period=${PERIOD}`);
    } else {
      await page.getByRole("button", { name: "Undo", exact: true }).last().click();
    }
    await expect(row(`Brave ${own}`)).toBeVisible();
    while ((await told.count()) > 0) await told.first().click();
    await page.getByRole("button", { name: `Delete Brave ${own}` }).click();
    await expect(row(`Brave ${own}`)).toBeHidden();
  });

  test("with a name that is taken is told beside the field", async ({ page, visit, consoleGuard }, info) => {
    consoleGuard.allow(/status of 422/);
    const name = `Taken ${info.project.name} ${info.retry}`;
    for (const round of [1, 2]) {
      await visit(`/forecast?view=scenarios&period=2031-Q2&win_rate=${round}`);
      await page.getByLabel("Name of the scenario").fill(name);
      await page.getByRole("button", { name: "Save scenario" }).click();
      if (round === 1) await expect(page.getByRole("link", { name, exact: true })).toBeVisible();
    }
    await expect(page.getByText(/^You have a scenario of this name/)).toBeVisible();
    await expect(page.getByLabel("Name of the scenario")).toHaveValue(name);
    await expect(page.getByRole("slider", { name: "Win rate" })).toHaveValue("2");
  });
});

test.describe("a link with levers", () => {
  test.use({ role: "manager" });

  test("sets the sliders, holds them within bounds, and says so", async ({ page, visit }) => {
    await visit(`/forecast?view=scenarios&period=${PERIOD}&win_rate=900&deal_size=much&new_deals=-20`);
    await expect(page.getByText("Win rate is 900 % in the address", { exact: false })).toBeVisible();
    await expect(page.getByText('Deal size is "much" in the address', { exact: false })).toBeVisible();
    await expect(page.getByRole("slider", { name: "Win rate" })).toHaveValue("50");
    await expect(page.getByRole("slider", { name: "Deal size" })).toHaveValue("0");
    await expect(page.getByRole("slider", { name: "New deals" })).toHaveValue("-20");
    await page.getByRole("link", { name: "As it is" }).click();
    await expect(page.getByRole("slider", { name: "Win rate" })).toHaveValue("0");
    await expect(page.getByText("in the address")).toBeHidden();
  });

  test("is made from the sliders", async ({ page, visit }) => {
    await visit(`/forecast?view=scenarios&period=${PERIOD}`);
    await page.getByRole("slider", { name: "Deal size" }).fill("15");
    await page.getByRole("button", { name: "Link with these levers" }).click();
    await expect(page).toHaveURL(/deal_size=15/);
    await expect(page.getByRole("slider", { name: "Deal size" })).toHaveValue("15");
  });
});
