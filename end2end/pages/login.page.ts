import type { Locator, Page } from "@playwright/test";

export class LoginPage {
  readonly email: Locator;
  readonly password: Locator;
  readonly signIn: Locator;
  readonly error: Locator;

  constructor(page: Page) {
    this.email = page.getByLabel(/e-?mail/i);
    this.password = page.getByLabel("Password", { exact: true });
    this.signIn = page.getByRole("button", { name: "Sign in" });
    this.error = page.getByRole("alert");
  }

  async submit(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.signIn.click();
  }
}
