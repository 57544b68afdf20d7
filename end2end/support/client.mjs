// A browser without JavaScript, as small as a measurement needs: one kept-alive connection, cookies, forms.

import { Agent, request } from "node:http";

/** @typedef {{ status: number, body: string, headers: import("node:http").IncomingHttpHeaders, ms: number }} Answer */
/** @typedef {{ action: string, method: string, fields: Record<string, string> }} Form */

export class Client {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** @type {Map<string, string>} */
  #cookies = new Map();
  #origin;

  /** @param {string} origin */
  constructor(origin) {
    this.#origin = origin;
  }

  /** @param {string} path */
  get(path) {
    return this.#send("GET", path);
  }

  /** @param {Form} form @param {Record<string, string>} [values] */
  submit(form, values = {}) {
    return this.#send("POST", form.action, new URLSearchParams({ ...form.fields, ...values }).toString());
  }

  close() {
    this.#agent.destroy();
  }

  /** @param {string} method @param {string} path @param {string} [body] @returns {Promise<Answer>} */
  #send(method, path, body) {
    const headers = {
      accept: "text/html",
      "accept-encoding": "identity",
      cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      origin: this.#origin,
      referer: `${this.#origin}/`,
      "sec-fetch-site": "same-origin",
      ...(body === undefined
        ? {}
        : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) }),
    };
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const call = request(new URL(path, this.#origin), { method, headers, agent: this.#agent }, (response) => {
        /** @type {Buffer[]} */
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const ms = performance.now() - began;
          for (const cookie of response.headers["set-cookie"] ?? []) this.#keep(cookie);
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers, ms });
        });
      });
      call.on("error", reject);
      call.end(body);
    });
  }

  /** @param {string} cookie */
  #keep(cookie) {
    const [pair = ""] = cookie.split(";");
    const equals = pair.indexOf("=");
    this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

/** @param {string} text */
const decode = (text) =>
  text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** @param {string} tag @param {string} name */
function attribute(tag, name) {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`).exec(tag);
  return found ? decode(found[1] ?? "") : null;
}

/** The forms of a page, with what a browser would send if nobody touched them.
 * @param {string} html @returns {Form[]} */
export function forms(html) {
  return [...html.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/g)].map(([, open = "", inside = ""]) => {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const [tag] of inside.matchAll(/<(?:input|button)\b[^>]*>/g)) {
      const name = attribute(tag, "name");
      const type = attribute(tag, "type") ?? "text";
      const isOff = ["checkbox", "radio"].includes(type) && attribute(tag, "checked") === null;
      if (name && !isOff && !(tag.startsWith("<button") && name in fields)) fields[name] = attribute(tag, "value") ?? "";
    }
    for (const [, tag = "", options = ""] of inside.matchAll(/(<select\b[^>]*>)([\s\S]*?)<\/select>/g)) {
      const choices = [...options.matchAll(/<option\b[^>]*>/g)].map(([option]) => option);
      const chosen = choices.find((option) => attribute(option, "selected") !== null) ?? choices[0] ?? "";
      const name = attribute(tag, "name");
      if (name) fields[name] = attribute(chosen, "value") ?? "";
    }
    for (const [, tag = "", text = ""] of inside.matchAll(/(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>/g)) {
      const name = attribute(tag, "name");
      if (name) fields[name] = decode(text);
    }
    return { action: attribute(open, "action") ?? "", method: (attribute(open, "method") ?? "get").toLowerCase(), fields };
  });
}
