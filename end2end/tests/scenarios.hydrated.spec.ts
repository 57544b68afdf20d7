import { expect, test } from "../fixtures/index.ts";
import { rainmaker } from "../support/server.mjs";

test.use({ role: "ceo" });

test("a moved slider says the digits of the command line, and so does the scenario saved from it", async ({ page, visit, server }, info) => {
  const year = String(new Date().getUTCFullYear());
  const told = await rainmaker("forecast", "--database-url", server.database, "--period", year, "--win-rate", "+20", "--deal-size=-10", "--cycle=-30");
  const figure = (name: string) => new RegExp(`^${name}\\s+(\\S+)$`, "m").exec(told)?.[1] ?? "missing";
  const asked: string[] = [];
  await visit(`/forecast?view=scenarios&period=${year}`);
  page.on("request", (request) => asked.push(request.url()));
  await page.getByRole("slider", { name: "Win rate" }).fill("20");
  await page.getByRole("slider", { name: "Deal size" }).fill("-10");
  await page.getByRole("slider", { name: "Sales cycle" }).fill("-30");
  const words = `Expected ${figure("expected")}; eight of ten outcomes between ${figure("low")} and ${figure("high")}.`;
  await expect(page.getByText(words)).toBeVisible();
  expect(asked).toEqual([]);

  const name = `Digits ${info.project.name} ${info.retry}`;
  await page.getByLabel("Name of the scenario").fill(name);
  await page.getByRole("button", { name: "Save scenario" }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  await expect(row.getByTitle(figure("expected"))).toBeVisible();
  await expect(row).toContainText("Win rate +20 %, deal size \u221210 %, sales cycle \u221230 %");
});
