import config from "./playwright.config.ts";

// make shots: not tests, so they are not part of the suite.
export default {
  ...config,
  reporter: "list",
  projects: [
    { name: "setup", testMatch: "support/template.setup.ts", use: { viewport: { width: 1440, height: 900 } } },
    { name: "shots", testMatch: "support/*.shots.ts", dependencies: ["setup"] },
  ],
};
