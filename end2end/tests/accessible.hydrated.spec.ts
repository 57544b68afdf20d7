import { expect, test } from "../fixtures/index.ts";
import { LISTS, ROLE_NAMES, ROLES, type Role } from "../support/roles.mjs";

// The lists look alike to everybody; what differs by role is the desk, and what only that role may open.
const PAGES: Record<Role, string[]> = {
  rep: [ROLES.rep.desk, ...LISTS, "/forecast", "/closing"],
  manager: [ROLES.manager.desk, "/forecast?view=people", "/risks", "/duplicates", "/team", "/approvals"],
  ceo: [ROLES.ceo.desk, "/forecast?view=record", "/forecast?view=scenarios", "/models", "/funnel", "/campaigns", "/web-forms", "/quotas", "/win-loss"],
  admin: [ROLES.admin.desk, "/settings/scoring", "/pipelines", "/pipelines/1"],
};

test("the sign-in page has no accessibility violation", async ({ visit, expectAccessible }) => {
  await visit("/login");
  await expectAccessible();
});

for (const role of ROLE_NAMES) {
  test.describe(role, () => {
    test.use({ role });

    for (const path of PAGES[role]) {
      test(`${path} has no accessibility violation, light or dark`, async ({ page, visit, expectAccessible }) => {
        test.slow();
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await visit(path);
          await expectAccessible();
        }
      });
    }

    test("no page is wider than the screen", async ({ page, visit }) => {
      for (const path of new Set([...PAGES[role], ...LISTS])) {
        await visit(path);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `pixels that ${path} sticks out`).toBeLessThanOrEqual(0);
      }
    });
  });
}

for (const list of ["leads", "deals"]) {
  test.describe(`a record of ${list}`, () => {
    test.use({ role: "rep" });

    test("has no accessibility violation", async ({ page, visit, expectAccessible }) => {
      test.slow();
      await visit(`/${list}`);
      const record = await page.locator(`main a[href^="/${list}/"]:not([href$="/new"])`).first().getAttribute("href");
      await visit(record ?? "");
      await expectAccessible();
    });
  });
}
