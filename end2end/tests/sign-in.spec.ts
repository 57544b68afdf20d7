import { expect, test } from "../fixtures/index.ts";
import { LoginPage } from "../pages/login.page.ts";
import { PASSWORD, ROLES } from "../support/roles.mjs";

test("a wrong password is answered beside the form, without saying which half was wrong", async ({ page, visit, consoleGuard }) => {
  consoleGuard.allow(/status of 4\d\d/);
  await visit("/login");
  const login = new LoginPage(page);
  await login.submit(ROLES.rep.email, "not-the-password");
  await expect(login.error).toContainText(/password/i);
  // Without scripts the form's own page is the answer, whatever the address says.
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("signing in opens the role's desk, signing out closes it @smoke", async ({ page, visit, isMobile }) => {
  await visit("/login");
  await new LoginPage(page).submit(ROLES.manager.email, PASSWORD);
  await expect(page).toHaveURL(new RegExp(`${ROLES.manager.desk}$`));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a page asked for while signed out leads to the sign-in form", async ({ page }) => {
  await page.goto("/deals");
  await expect(page).toHaveURL(/\/login/);
  await expect(new LoginPage(page).signIn).toBeVisible();
});
