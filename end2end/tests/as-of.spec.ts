import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures/index.ts";

/** A day some weeks back, as it stands in an address. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** The day or moment that the address asks for. */
const asked = (page: Page) => expect.poll(() => new URL(page.url()).searchParams.get("as_of"));

const field = (page: Page) => page.locator('input[name="as_of"][type="date"]');

const bar = (page: Page) => page.getByRole("region", { name: "As of" });

test.describe("a manager", () => {
  test.use({ role: "manager" });

  test("asks the list of deals for another day and comes back to today @smoke", async ({ page, visit }) => {
    const day = daysAgo(60);
    await visit("/deals?view=list");
    await page.getByText("As of today").click();
    await field(page).fill(day);
    await page.locator(".as-of").getByRole("button", { name: "Show" }).click();
    await asked(page).toBe(day);
    await expect(bar(page)).toContainText("end of day.");
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await bar(page).getByRole("link", { name: "Back to today" }).click();
    await expect(page).toHaveURL(/\/deals\?view=list$/);
    await expect(bar(page)).toHaveCount(0);
  });

  test("sees the board of a day with as many deals as the list of that day, and moves none of them", async ({ page, visit }) => {
    const day = daysAgo(45);
    await visit(`/pipeline?as_of=${day}`);
    const board = page.getByRole("group", { name: "Deals that were open, by stage" });
    const column = board.getByRole("region").first();
    const count = (await column.locator(".board__count").innerText()).trim();
    await expect(page.locator("[draggable=true]")).toHaveCount(0);
    await expect(page.locator("main form[method=post]")).toHaveCount(0);
    await column.getByRole("link").first().click();
    await asked(page).toBe(day);
    await expect(page.locator(".pager__note")).toContainText(`of ${count} deal`);
  });

  test("opens a version of a deal and sees it as it was", async ({ page, visit }) => {
    const day = daysAgo(45);
    await visit(`/deals?view=list&as_of=${day}`);
    await page.locator("tbody td.table__main a").first().click();
    await expect(page).toHaveURL(/\/deals\/\d+\?/);
    await asked(page).toBe(day);
    const versions = page.getByRole("listitem").filter({ has: page.locator('a[href^="/deals/"]') });
    await versions.last().getByRole("link").click();
    await asked(page).toMatch(/^\d{4}-\d\d-\d\dT/);
    await expect(bar(page)).not.toContainText("end of day");
    await expect(page.locator('a[aria-current="true"]')).toHaveCount(1);
  });

  test("hears beside the field why a day cannot be shown", async ({ page, visit, consoleGuard }) => {
    // The page of a day that cannot be shown answers 422.
    consoleGuard.allow(/422/);
    await visit("/deals");
    const response = await page.goto(`/deals?as_of=${daysAgo(-20)}`);
    expect(response?.status()).toBe(422);
    await expect(field(page)).toHaveAttribute("aria-invalid", "true");
    await expect(bar(page)).toContainText("still to come: choose today");
    await field(page).fill(daysAgo(30));
    await bar(page).getByRole("button", { name: "Show" }).click();
    await expect(bar(page)).toContainText("end of day.");
  });
});

test.describe("a CEO", () => {
  test.use({ role: "ceo" });

  test("sees what was won and expected on a day, and how that is known", async ({ page, visit }) => {
    await visit(`/revenue?as_of=${daysAgo(60)}`);
    await expect(page.getByText("recomputed from the deals as they were")).toBeVisible();
    await expect(page.getByText("The funnel of leads is left out")).toBeVisible();
    await expect(page.getByText("What would change it")).toHaveCount(0);
    await page.getByRole("link", { name: "Quarter", exact: true }).click();
    await expect(bar(page)).toContainText("end of day.");
  });
});

test.describe("a rep", () => {
  test.use({ role: "rep" });

  test("reads a lead's timeline up to a day", async ({ page, visit }) => {
    await visit("/leads");
    const lead = await page.locator('main a[href^="/leads/"]:not([href$="/new"])').first().getAttribute("href");
    await visit(lead ?? "");
    await page.getByText("As of today").click();
    await field(page).fill(daysAgo(0));
    await page.locator(".as-of").getByRole("button", { name: "Show" }).click();
    await expect(bar(page)).toContainText("Nothing can be changed here.");
    await expect(page.getByRole("heading", { name: "What had happened" })).toBeVisible();
  });
});

for (const [role, path] of [
  ["manager", "/pipeline?as_of="],
  ["manager", "/deals?view=list&as_of="],
  ["ceo", "/revenue?as_of="],
] as const) {
  test.describe(`${path} for a ${role} @desktop`, () => {
    test.use({ role });

    test("has no accessibility violation and fits a phone", async ({ page, visit, expectAccessible, javaScriptEnabled }) => {
      test.skip(javaScriptEnabled === false, "axe needs scripts");
      test.slow();
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        await visit(path + daysAgo(45));
        await expectAccessible();
      }
      await page.setViewportSize({ width: 360, height: 740 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
}
