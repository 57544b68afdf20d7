import { expect, test } from "../fixtures/index.ts";

test.use({ role: "admin" });

test("imports a file with a bad row, and gives the row back to be mended @desktop", async ({ page, visit }, info) => {
  const one = `${info.testId}@import.example`;
  const text = `Full name,Mail,Notes\nImported ${info.testId},${one},from a fair\nBad Row,nobody at all,\n`;
  await visit("/imports/new");
  await page.getByLabel("File", { exact: true }).setInputFiles({
    name: `${info.testId}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from(text),
  });
  await page.getByRole("button", { name: "Look at the file" }).click();

  await expect(page.getByRole("heading", { name: `${info.testId}.csv` })).toBeVisible();
  await expect(page.getByText("This is no mail address")).toBeVisible();
  await page.getByLabel("Full name is read as").selectOption({ label: "Full name" });
  await page.getByLabel("Notes is read as").selectOption({ label: "Leave out" });
  const planned = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Look again with these choices" }).click();
  await planned;
  await page.getByRole("button", { name: "Import 1 row" }).click();

  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("link", { name: "Undo this import" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the rows left out" }).click();
  expect((await download).suggestedFilename()).toBe(`${info.testId}.rejected.csv`);

  await visit("/imports");
  await expect(page.getByRole("row", { name: new RegExp(info.testId) })).toContainText("Done");
  await visit(`/leads?q=Imported+${info.testId}`);
  await expect(page.locator("tbody")).toContainText(`Imported ${info.testId}`);
});

test("refuses a picture beside its field, and takes the next file", async ({ page, visit, consoleGuard }, info) => {
  consoleGuard.allow(/status of 422/);
  await visit("/imports/new");
  const file = page.getByLabel("File", { exact: true });
  const send = page.getByRole("button", { name: "Look at the file" });
  await file.setInputFiles({ name: "picture.csv", mimeType: "text/csv", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]) });
  await send.click();
  await expect(page.getByText("this is no text file")).toBeVisible();
  await expect(file).toHaveAttribute("aria-invalid", "true");
  const people = `Name,Email\nNext,${info.testId}@next.example\n`;
  await file.setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(people) });
  await send.click();
  await expect(page.getByRole("button", { name: "Import 1 row" })).toBeVisible();
});

test("asks which day is meant before anything is imported @desktop", async ({ page, visit }, info) => {
  await visit("/imports/new");
  await page.getByLabel("File", { exact: true }).setInputFiles({
    name: "asked.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`Name,Email,Created\nAsked,${info.testId}@asked.example,03/04/2024\n`),
  });
  await page.getByRole("button", { name: "Look at the file" }).click();
  const question = page.getByLabel("Created: which day is 03/04/2024?");
  await expect(question).toBeVisible();
  await expect(page.getByRole("button", { name: "Import", exact: true })).toBeDisabled();
  await question.selectOption({ label: "3 April 2024" });
  const planned = page.waitForResponse((response) => response.request().method() === "POST");
  await page.getByRole("button", { name: "Look again with these choices" }).click();
  await planned;
  await expect(page.getByRole("button", { name: "Import 1 row" })).toBeEnabled();
});
