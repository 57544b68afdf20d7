import { expect, test } from "../fixtures/index.ts";
import { ROLE_NAMES, ROLES } from "../support/roles.mjs";

for (const role of ROLE_NAMES) {
  test.describe(`${role}`, () => {
    test.use({ role });

    test("finds the desk filled at first paint @smoke", async ({ page, visit }) => {
      const html = page.waitForResponse((response) => response.url().endsWith(ROLES[role].desk));
      await visit(ROLES[role].desk);
      const heading = page.getByRole("heading", { level: 1 });
      await expect(heading).toBeVisible();
      // What the server sent already holds what is on the screen.
      expect(await (await html).text()).toContain(await heading.innerText());
    });

    test("comes to the desk from the root address", async ({ page, visit }) => {
      await visit("/");
      await expect(page).toHaveURL(new RegExp(`${ROLES[role].desk}$`));
    });
  });
}
