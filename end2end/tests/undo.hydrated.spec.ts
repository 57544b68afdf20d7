import { expect, test } from "../fixtures/index.ts";
import type { Page } from "@playwright/test";

const columns = (page: Page) => page.getByRole("group", { name: "Open deals by stage" }).getByRole("region");

test.describe("a manager", () => {
  test.use({ role: "manager" });

  test("drags a card and takes it back from the message @desktop", async ({ page, visit }) => {
    await visit("/pipeline");
    const link = columns(page).nth(0).getByRole("listitem").nth(1).getByRole("link").first();
    const name = await link.innerText();
    await columns(page).nth(1).hover();
    await columns(page).nth(0).getByRole("listitem").nth(1).hover();
    await page.mouse.down();
    await columns(page).nth(1).hover();
    await columns(page).nth(1).hover();
    await page.mouse.up();
    const toast = page.getByRole("status").locator(".toast").filter({ hasText: `Moved ${name} to` });
    await toast.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("status")).toContainText(`Undo: Moved ${name} to`);
    await expect(columns(page).nth(0).getByRole("link", { name, exact: true }).first()).toBeVisible();
  });

  test("the journal, a unit and the trash are accessible", async ({ page, visit, expectAccessible }) => {
    // A fresh company's journal knows of nobody's deeds yet.
    await page.request.post("/api/tasks/create", { form: { "form[title]": "Look at the journal" } });
    await visit("/journal");
    await expectAccessible();
    await page.locator("tbody td.table__main a").first().click();
    await expect(page.getByRole("heading", { name: "What changed" })).toBeVisible();
    await expectAccessible();
    await visit("/trash");
    await expectAccessible();
  });
});

test.describe("a rep", () => {
  test.use({ role: "rep" });

  test("ticks a task off and takes that back", async ({ page, visit }) => {
    await visit("/tasks");
    const tick = page.getByRole("button", { name: /^Complete: / }).first();
    const name = (await tick.getAttribute("aria-label")) ?? "";
    await tick.click();
    const toast = page.getByRole("status").locator(".toast").filter({ hasText: "Done:" });
    await toast.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("status")).toContainText("Undo: Done:");
    await expect(page.getByRole("button", { name, exact: true }).first()).toBeVisible();
  });
});
