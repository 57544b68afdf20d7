// Who signs in, and what each of them can open: the demo company's convention.

/** @typedef {"rep" | "manager" | "ceo" | "admin"} Role */

export const PASSWORD = "rainmaker-demo";

/** @type {Record<Role, { email: string, desk: string }>} */
export const ROLES = {
  rep: { email: "ana@demo.example", desk: "/today" },
  manager: { email: "marta@demo.example", desk: "/pipeline" },
  ceo: { email: "carla@demo.example", desk: "/revenue" },
  admin: { email: "admin@demo.example", desk: "/revenue" },
};

/** @type {Role[]} */
export const ROLE_NAMES = ["rep", "manager", "ceo", "admin"];

/** Pages that every role can open; a record's page is found through its list. */
export const LISTS = ["/leads", "/deals", "/tasks", "/products", "/batches", "/trainers", "/account"];
