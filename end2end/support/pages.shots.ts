// A picture of every page for each role, at phone and desktop width, light and dark, in shots/.

import { fileURLToPath } from "node:url";
import { hydrated, test } from "../fixtures/index.ts";
import { LISTS, ROLE_NAMES, ROLES, type Role } from "./roles.mjs";

const SHOTS = fileURLToPath(new URL("../../shots/", import.meta.url));
const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
];
const EXTRA: Partial<Record<Role, string[]>> = {
  rep: ["/forecast"],
  manager: ["/today", "/forecast", "/risks", "/duplicates", "/models"],
  ceo: ["/pipeline", "/forecast", "/funnel", "/campaigns", "/web-forms", "/quotas", "/win-loss"],
  admin: ["/settings/scoring"],
};

for (const role of [null, ...ROLE_NAMES]) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of SIZES) {
      test.describe(`${role ?? "signed out"}, ${viewport.width} px, ${colorScheme}`, () => {
        test.use({ role, viewport, colorScheme });

        test("every page", async ({ page, consoleGuard }) => {
          test.setTimeout(120_000);
          consoleGuard.allow(/./);
          const shoot = async (path: string, name: string) => {
            await page.goto(path);
            await hydrated(page);
            const file = `${role ?? "signed-out"}-${name}-${viewport.width}-${colorScheme}.png`;
            await page.screenshot({ path: `${SHOTS}${file}`, fullPage: true, animations: "disabled" });
          };
          if (!role) return shoot("/login", "login");

          for (const path of [ROLES[role].desk, ...(EXTRA[role] ?? []), ...LISTS]) await shoot(path, path.slice(1).replaceAll("/", "-"));
          for (const list of ["leads", "deals"]) {
            await page.goto(`/${list}`);
            const record = page.locator(`main a[href^="/${list}/"]:not([href$="/new"])`).first();
            const href = await record.getAttribute("href");
            if (href) await shoot(href, list.slice(0, -1));
          }
        });
      });
    }
  }
}
