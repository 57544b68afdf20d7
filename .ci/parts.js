// The browser's side of .ci/site.mjs: fetches the code of a group of pages as one file, and cuts it into the parts that
// wasm-split made. One file is packed a quarter smaller than its two hundred parts, and asks once instead of as often.
// GROUPS (name -> numbers of its parts, its own last), LENGTHS (of each part, in bytes), ALL (every part) and
// getSharedImports, of wasm-split, stand above.

const held = new Map(); // number of a part -> promise of its bytes
const running = new Map(); // number of a part -> promise of its instance

function take(file, parts) {
  const bytes = fetch(new URL(`./${file}.bin`, import.meta.url)).then((answer) => {
    if (!answer.ok) throw new Error(`the page's code could not be fetched (status ${answer.status})`);
    return answer.arrayBuffer();
  });
  let at = 0;
  for (const part of parts) {
    const from = at;
    at += LENGTHS[part];
    if (held.has(part)) continue;
    const slice = bytes.then((bytes) => new Uint8Array(bytes, from, LENGTHS[part]));
    held.set(part, slice);
    // What could not be fetched is asked for again the next time.
    slice.catch(() => held.delete(part));
  }
}

function run(part) {
  if (!running.has(part)) {
    const instance = held.get(part).then((bytes) => WebAssembly.instantiate(bytes, getSharedImports()));
    running.set(part, instance);
    instance.catch(() => running.delete(part));
  }
  return running.get(part);
}

async function load(group) {
  const parts = GROUPS[group];
  if (parts.some((part) => !held.has(part))) take(group, parts);
  await Promise.all(parts.slice(0, -1).map(run));
  await run(parts.at(-1));
  takeTheRest();
}

// Once a page stands and nothing else is asked for, the code of all others comes, so that nothing waits on the way to
// them; not where data is dear.
let isRestAsked = false;
function takeTheRest() {
  const { saveData = false, effectiveType = "4g" } = navigator.connection ?? {};
  if (isRestAsked || saveData || effectiveType !== "4g") return;
  isRestAsked = true;
  const whenIdle = window.requestIdleCallback ?? setTimeout;
  setTimeout(() => whenIdle(() => ALL.every((part) => held.has(part)) || take("all", ALL)), 5000);
}

function loader(group) {
  return async (callback, data) => {
    let isLoaded = true;
    try {
      await load(group);
    } catch (problem) {
      console.error(problem);
      isLoaded = false;
    }
    getSharedImports().__wasm_split.__indirect_function_table.get(callback)(data, isLoaded);
  };
}
