import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/index.ts";

const GOLDEN = new URL("../../app/domain/tests/golden/brain.json", import.meta.url);
// Built by .ci/golden: the brain alone, which the page does not carry in this form.
const BRAIN = new URL("../../target/golden/", import.meta.url);

test("the brain gives the same digits in the browser as on the server", async ({ page, baseURL }) => {
  const golden = await readFile(GOLDEN, "utf8");
  // An empty page of the same origin: the product's own pages let no foreign script in.
  await page.route(`${baseURL}/golden/*`, async (route) => {
    const file = new URL(route.request().url()).pathname.split("/").pop() ?? "";
    if (!file.startsWith("golden")) return route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><title>Empty</title>" });
    const contentType = file.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    return route.fulfill({ contentType, body: await readFile(new URL(file, BRAIN)) });
  });
  await page.goto("/golden/empty");
  const differences = await page.evaluate(
    async (golden) => {
      const js = "/golden/golden.js";
      const brain = await import(js);
      await brain.default({ module_or_path: "/golden/golden_bg.wasm" });
      return brain.check_golden(golden);
    },
    golden,
  );
  expect(differences).toBe("");
});
