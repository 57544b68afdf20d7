import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/index.ts";

const GOLDEN = new URL("../../app/domain/tests/golden/brain.json", import.meta.url);

test("the brain gives the same digits in the browser as on the server", async ({ page, baseURL }) => {
  const golden = await readFile(GOLDEN, "utf8");
  await page.goto("/login");
  const js = await page.locator('link[rel="modulepreload"]').getAttribute("href");
  const wasm = await page.locator('link[rel="preload"][as="fetch"]').getAttribute("href");
  // An empty page of the same origin: the product's own pages let no foreign script in.
  await page.route(`${baseURL}/empty`, (route) => route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>Empty</title>" }));
  await page.goto("/empty");
  const differences = await page.evaluate(
    async ([js, wasm, golden]) => {
      const brain = await import(js ?? "");
      await brain.default({ module_or_path: wasm });
      return brain.check_golden(golden);
    },
    [js, wasm, golden] as const,
  );
  expect(differences).toBe("");
});
