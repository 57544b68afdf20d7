// After a run: its databases, sessions and logs, which Playwright knows nothing of.

import { rm } from "node:fs/promises";
import { STATE } from "./server.mjs";

export default async function removeState() {
  await rm(STATE, { recursive: true, force: true });
}
