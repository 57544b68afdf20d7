import { expect, test } from "../fixtures/index.ts";
import { LISTS, ROLE_NAMES, ROLES } from "../support/roles.mjs";

test("the sign-in page has no accessibility violation", async ({ visit, expectAccessible }) => {
  await visit("/login");
  await expectAccessible();
});

for (const role of ROLE_NAMES) {
  test.describe(role, () => {
    test.use({ role });

    for (const path of [ROLES[role].desk, ...LISTS]) {
      test(`${path} has no accessibility violation, light or dark`, async ({ page, visit, expectAccessible }) => {
        await visit(path);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await expectAccessible();
        }
      });
    }

    test("no page is wider than the screen", async ({ page, visit }) => {
      for (const path of [ROLES[role].desk, ...LISTS]) {
        await visit(path);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `pixels that ${path} sticks out`).toBeLessThanOrEqual(0);
      }
    });
  });
}
