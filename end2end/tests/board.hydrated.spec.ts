import { expect, hydrated, test } from "../fixtures/index.ts";
import type { Page } from "@playwright/test";

test.use({ role: "manager" });

const columns = (page: Page) => page.getByRole("group", { name: "Open deals by stage" }).getByRole("region");

test("drags a card to another stage and sees where it will land @desktop", async ({ page, visit }) => {
  await visit("/pipeline");
  const card = columns(page).nth(0).getByRole("listitem").nth(1);
  const name = await card.getByRole("link").first().innerText();
  // The page scrolls to the column now rather than with the card in the hand.
  await columns(page).nth(1).hover();
  await card.hover();
  await page.mouse.down();
  await columns(page).nth(1).hover();
  await columns(page).nth(1).hover();
  await expect(page.locator(".is-landing, .board__drop")).toHaveCount(1);
  await page.mouse.up();
  await expect(columns(page).nth(1).getByRole("link", { name, exact: true }).first()).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: `Moved ${name} to` })).toBeVisible();
  await expect(page.locator(".is-landing, .board__drop")).toHaveCount(0);
});

test("drops a card on its end and is asked why it was lost @desktop", async ({ page, visit }) => {
  await visit("/pipeline");
  const card = columns(page).nth(0).getByRole("listitem").nth(1);
  const name = await card.getByRole("link").first().innerText();
  const end = page.locator(".board__end").filter({ hasText: "Lost" });
  await expect(end).toBeHidden();
  // The page scrolls to the column now rather than with the card in the hand.
  await columns(page).nth(1).hover();
  await card.hover();
  await page.mouse.down();
  await columns(page).nth(1).hover();
  await expect(end).toBeVisible();
  await end.hover();
  await end.hover();
  await expect(end).toHaveClass(/is-over/);
  await page.mouse.up();
  await expect(page).toHaveURL(/\/advance\/\d+\?to=lost$/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});

test("moves a card by its menu from the keyboard, and the focus goes with it @desktop", async ({ page, visit }) => {
  await visit("/pipeline");
  const link = columns(page).nth(0).getByRole("listitem").first().getByRole("link").first();
  const name = await link.innerText();
  await link.focus();
  await page.keyboard.press("m");
  await expect(page.getByRole("button", { name: "Move to Qualification" }).and(page.locator(":focus"))).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(columns(page).nth(1).getByRole("link", { name, exact: true }).first()).toBeFocused();
});

test("shows both stages when somebody else moved the deal in the meantime @desktop", async ({ page, visit, context }) => {
  const stale = await context.newPage();
  // A page that hears no news keeps the version it was drawn with.
  await stale.route("**/events?*", (route) => route.abort());
  await stale.goto("/pipeline");
  await hydrated(stale);

  await visit("/pipeline");
  const link = columns(page).nth(1).getByRole("listitem").first().getByRole("link").first();
  const name = await link.innerText();
  await link.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(columns(page).nth(2).getByRole("link", { name, exact: true }).first()).toBeFocused();

  await columns(stale).nth(1).getByRole("link", { name, exact: true }).first().focus();
  await stale.keyboard.press("Shift+ArrowLeft");
  await expect(stale.getByRole("alert")).toContainText("Discovery");
  await expect(stale.getByRole("alert")).toContainText("Proposal");
});

test("a warning on a deal leads to the field it needs", async ({ page, visit }) => {
  await visit("/deals?view=list");
  const bare = page.getByRole("row").filter({ hasText: "No next step" }).first();
  await visit((await bare.getByRole("link").first().getAttribute("href")) ?? "");
  await page.getByRole("link", { name: "Set the next step" }).click();
  await expect(page.getByLabel("Next step")).toBeFocused();
});

test("an error leaves the other fields of a deal as they were typed", async ({ page, visit, consoleGuard }) => {
  consoleGuard.allow(/status of 422/);
  await visit("/deals?view=list");
  await visit((await page.locator('main td a[href^="/deals/"]').first().getAttribute("href")) ?? "");
  await page.getByLabel("Next step").fill("Call on Monday");
  await page.getByLabel("Amount").fill("a lot");
  await page.getByRole("button", { name: "Save deal" }).click();
  await expect(page.getByLabel("Amount")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Amount")).toHaveValue("a lot");
  await expect(page.getByLabel("Next step")).toHaveValue("Call on Monday");
});
