// Measures each model on public data with the program itself, beside its baseline and its targets.
// A row: task; needs: files below the data folder; command: arguments, given `at` (a path in the data folder) and `make`
// (writes a prepared file into a temporary folder and gives its path); figures: of the JSON answer, each with its name,
// value, baseline, and what it must and should reach ("<= 0.679", ">= 0.8"; none for a figure that only informs).

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const data = process.env.RAINMAKER_DATA;
const program = process.env.RAINMAKER_BIN;
const temporary = mkdtempSync(join(tmpdir(), "bench-models-"));

const at = (path) => join(data, path);
const read = (path) => readFileSync(at(path), "utf8").replace(/^\uFEFF/, "");
const make = (name, text) => {
  const path = join(temporary, name);
  writeFileSync(path, text);
  return path;
};

/** Rows of a CSV file without quotes, as objects. */
const rowsOf = (path) => {
  const [head, ...lines] = read(path).trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, place) => [names[place], cell])));
};

const csv = (rows) => [Object.keys(rows[0]).join(","), ...rows.map((row) => Object.values(row).join(","))].join("\n") + "\n";

/** Closed deals of the Maven set with what was known when they were entered: the deal, its account, product and team. */
const mavenEntry = () => {
  const by = (path, key) => new Map(rowsOf(`maven_crm/${path}`).map((row) => [row[key], row]));
  const [accounts, products, teams] = [by("accounts.csv", "account"), by("products.csv", "product"), by("sales_teams.csv", "sales_agent")];
  return rowsOf("maven_crm/sales_pipeline.csv")
    .filter((deal) => ["Won", "Lost"].includes(deal.deal_stage))
    .map((deal) => {
      const account = accounts.get(deal.account) ?? {};
      const product = products.get(deal.product.replace("GTXPro", "GTX Pro")) ?? {};
      const team = teams.get(deal.sales_agent) ?? {};
      return {
        sales_agent: deal.sales_agent, manager: team.manager ?? "", regional_office: team.regional_office ?? "",
        product: deal.product, series: product.series ?? "", sales_price: product.sales_price ?? "",
        account: deal.account, sector: account.sector ?? "", year_established: account.year_established ?? "",
        revenue: account.revenue ?? "", employees: account.employees ?? "", office_location: account.office_location ?? "",
        close_date: deal.close_date, deal_stage: deal.deal_stage,
      };
    });
};

const figure = (name, value, baseline = "", must = "", ambitious = "") => ({ name, value, baseline, must, ambitious });

const rows = [
  {
    task: "win or loss, Maven, fields at entry, judged on Q4 2017",
    needs: ["maven_crm/sales_pipeline.csv"],
    command: () => ["classify", "--csv", make("maven.csv", csv(mavenEntry())), "--outcome", "deal_stage", "--positive", "Won",
      "--time", "close_date", "--test-from", "2017-10-01"],
    figures: (r) => [
      figure("log loss", r.log_loss, `base rate ${r.base_rate_log_loss.toFixed(4)}, naive Bayes ${r.naive_bayes.log_loss.toFixed(4)}`, "<= 0.679", "<= 0.672"),
      figure("ECE", r.ece, `naive Bayes ${r.naive_bayes.ece.toFixed(4)}`, "<= 0.05"),
      figure("AUC", r.auc, `naive Bayes ${r.naive_bayes.auc.toFixed(4)}`),
    ],
  },
  {
    task: "win, Salvirt, 10 folds, identical rows together",
    needs: ["salvirt_b2b/b2b_sales.csv"],
    command: () => ["classify", "--csv", at("salvirt_b2b/b2b_sales.csv"), "--outcome", "Status", "--folds", "10", "--group-identical"],
    figures: (r) => [
      figure("AUC", r.auc, `LR 0.807, naive Bayes ${r.naive_bayes.auc.toFixed(4)}`, ">= 0.80", ">= 0.83"),
      figure("ECE", r.ece, `LR 0.072, naive Bayes ${r.naive_bayes.ece.toFixed(4)}`, "<= 0.075", "<= 0.05"),
      figure("log loss", r.log_loss, `LR 0.535, naive Bayes ${r.naive_bayes.log_loss.toFixed(4)}`),
    ],
  },
  {
    task: "lead conversion under drift, Bank Marketing, no duration, fitted anew every 1,000 rows",
    needs: ["bank_marketing/bank-full.csv"],
    command: () => ["classify", "--csv", at("bank_marketing/bank-full.csv"), "--outcome", "y", "--drop", "duration", "--retrain-every", "1000"],
    figures: (r) => [
      figure("log loss", r.log_loss, `base rate of the last 1,000 ${r.base_rate_of_last_1000_log_loss.toFixed(4)}, naive Bayes ${r.naive_bayes.log_loss.toFixed(4)}`,
        `<= ${r.base_rate_of_last_1000_log_loss.toFixed(4)}`, `<= ${r.base_rate_of_last_1000_log_loss.toFixed(4)}`),
      figure("AUC", r.auc, `naive Bayes ${r.naive_bayes.auc.toFixed(4)}`, "", ">= 0.72"),
      figure("ECE", r.ece, `naive Bayes ${r.naive_bayes.ece.toFixed(4)}`),
    ],
  },
  ...[
    ["Amazon review snippets", "sentiment/vader/amazonReviewSnippets_GroundTruth.txt", 0.59],
    ["NYT editorial snippets", "sentiment/vader/nytEditorialSnippets_GroundTruth.txt", 0.503],
  ].map(([name, path, r]) => ({
    task: `sentiment, ${name}`,
    needs: [path],
    command: () => ["text", "sentiment", "--tsv", at(path)],
    figures: (found) => [
      figure("Pearson r, exact port", found.pearson, `the original ${r}`, `>= ${r - 0.001}`),
      figure("Pearson r, tone", found.tone.pearson, `VADER ${r}; words chosen with this file in sight`, `>= ${r}`, `>= ${(r + 0.03).toFixed(3)}`),
    ],
  })),
  {
    task: "four emotions, GoEmotions dev, learned from train",
    needs: ["emotion/goemotions/dev.tsv", "emotion/goemotions/labels.txt"],
    command: () => ["text", "emotion", "--tsv", at("emotion/goemotions/dev.tsv"), "--labels", at("emotion/goemotions/labels.txt")],
    figures: (r) => [figure("macro F1", r.macro_f1, "tf-idf and LR 0.507", ">= 0.45", ">= 0.51")],
  },
  {
    task: "formality, PT16 answers, 5 folds",
    needs: ["formality/pt16_answers/train.tsv"],
    command: () => ["text", "formality", "--tsv", at("formality/pt16_answers/train.tsv"), "--folds", "5"],
    figures: (r) => [figure("Spearman r", r.spearman, "n-gram ridge 0.652, surface rule 0.564", ">= 0.60", ">= 0.68")],
  },
  ...[1, 2, 3].map((set) => ({
    task: `duplicates, Febrl ${set}`,
    needs: [`dedupe/febrl/dataset${set}.csv`],
    command: () => ["duplicates", "--left", at(`dedupe/febrl/dataset${set}.csv`), "--truth", "rec_id", "--truth-pattern", "rec-{}-"],
    figures: (r) => [
      figure("F1", r.f1, `Fellegi-Sunter with EM ${[0.997, 0.995, 0.993][set - 1]}`, ">= 0.99"),
      figure("precision", r.precision),
    ],
  })),
  {
    task: "duplicates, Splink fake 1000",
    needs: ["dedupe/splink_fake_1000/fake_1000.csv"],
    command: () => ["duplicates", "--left", at("dedupe/splink_fake_1000/fake_1000.csv"), "--truth", "cluster"],
    figures: (r) => [
      figure("F1", r.f1, "0.779", ">= 0.77", ">= 0.80"),
      figure("precision", r.precision, "0.992", ">= 0.94"),
    ],
  },
  {
    task: "duplicates, 10,000 records: Febrl 2 and 3 together",
    needs: ["dedupe/febrl/dataset2.csv", "dedupe/febrl/dataset3.csv"],
    command: () => {
      const [head, ...second] = read("dedupe/febrl/dataset2.csv").trim().split(/\r?\n/);
      const third = read("dedupe/febrl/dataset3.csv").trim().split(/\r?\n/).slice(1);
      // The two sets number their people alike.
      const all = [...second.map((line) => line.replace("rec-", "rec-2x")), ...third.map((line) => line.replace("rec-", "rec-3x"))];
      return ["duplicates", "--left", make("ten.csv", [head, ...all].join("\n") + "\n"), "--truth", "rec_id", "--truth-pattern", "rec-{}-"];
    },
    figures: (r) => [
      figure("seconds", r.seconds, "", "<= 5", "<= 1"),
      figure("F1", r.f1),
    ],
  },
  ...[
    ["with the account", ["--feature", "account"], [">= 0.88", ">= 0.90", "<= 0.27", "<= 0.24"]],
    ["without the account, which may have been written at the end", [], ["", "", "", ""]],
  ].map(([what, flags, [must, ambitious, mustLoss, ambitiousLoss]]) => ({
    task: `open deal wins in the next month, Maven, October to December 2017, ${what}`,
    needs: ["maven_crm/sales_pipeline.csv"],
    command: () => ["pipeline", "--cases", at("maven_crm/sales_pipeline.csv"), "--window", "month", "--from", "2017-10-01", ...flags],
    figures: ({ win_in_window: r }) => [
      figure("AUC", r.auc, "LR 0.817, naive Bayes 0.864, boosting 0.900", must, ambitious),
      figure("log loss", r.log_loss, "LR 0.334, naive Bayes 0.349, boosting 0.238", mustLoss, ambitiousLoss),
      figure("Brier", r.brier),
      figure("ECE", r.ece),
    ],
  })),
  ...[
    ["monthly revenue, June to December 2017", "month", [], ">= 0.90", ">= 0.926", ">= 0.80", ">= 0.87", true],
    ["quarterly revenue, third and fourth of 2017", "quarter", [], ">= 0.95", ">= 0.97", "", "", false],
    ["quarterly revenue, a quarter from every week", "quarter", ["--every", "7d"], ">= 0.95", ">= 0.97", "", "", false],
    ["revenue of 28 days, from every week", "28d", ["--every", "7d"], "", "", "", "", true],
  ].map(([what, window, flags, must, ambitious, mustWorst, ambitiousWorst, covered]) => ({
    task: `${what}, Maven`,
    needs: ["maven_crm/sales_pipeline.csv"],
    command: () => ["pipeline", "--cases", at("maven_crm/sales_pipeline.csv"), "--window", window, "--from", "2017-06-01", ...flags],
    figures: (r) => [
      figure("accuracy", r.chosen.accuracy_mean, r.candidates.map((one) => `${one.candidate} ${one.accuracy_mean.toFixed(3)}`).join(", "), must, ambitious),
      figure("worst", r.chosen.accuracy_worst, r.candidates.map((one) => `${one.candidate} ${one.accuracy_worst.toFixed(3)}`).join(", "), mustWorst, ambitiousWorst),
      figure("bias, either way", Math.abs(r.chosen.bias), r.candidates.map((one) => `${one.candidate} ${one.bias.toFixed(3)}`).join(", "),
        window === "month" ? "<= 0.05" : "", window === "month" ? "<= 0.02" : ""),
      figure("coverage of 80 %", r.chosen.coverage_80, `${r.periods.length} periods`, covered && r.periods.length > 20 ? ">= 0.75" : ""),
    ],
  })),
  {
    task: "series, M3 monthly, odd half",
    needs: ["forecast/m3_monthly/m3_monthly.csv"],
    command: () => ["series", "--csv", at("forecast/m3_monthly/m3_monthly.csv")],
    figures: (r) => [
      figure("sMAPE", r.smape, r.methods.map((one) => `${one.method} ${one.smape.toFixed(2)}`).join(", "), "<= 13.9", "<= 13.5"),
      figure("MASE", r.mase, r.methods.map((one) => `${one.method} ${one.mase.toFixed(3)}`).join(", ")),
      figure("coverage of 80 %", r.coverage_80, "", ">= 0.75"),
    ],
  },
];

const reaches = (value, target) => {
  const [sign, bound] = target.split(" ");
  return sign === "<=" ? value <= Number(bound) : value >= Number(bound);
};

const verdict = ({ value, must, ambitious }) => {
  if (ambitious && reaches(value, ambitious)) return "ambitious";
  if (must) return reaches(value, must) ? "must" : "NOT MET";
  return ambitious ? "below" : "";
};

const wanted = process.argv[2]?.toLowerCase();
const lines = [];
for (const row of rows.filter((row) => !wanted || row.task.toLowerCase().includes(wanted))) {
  const absent = row.needs.filter((path) => !existsSync(at(path)));
  if (absent.length > 0) {
    console.log(`${row.task}: skipped, ${absent.map(at).join(", ")} is not there`);
    lines.push(`| ${row.task} | skipped: data absent | | | | | |`);
    continue;
  }
  const began = process.hrtime.bigint();
  const answer = execFileSync(program, ["evaluate", ...row.command(), "--format", "json"], { maxBuffer: 1 << 28 });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(`${row.task} (${seconds.toFixed(1)} s)`);
  for (const found of row.figures(JSON.parse(answer))) {
    const shown = Number.isFinite(found.value) ? found.value.toFixed(4) : String(found.value);
    const cells = [found.name, shown, found.baseline, found.must, found.ambitious, verdict(found)];
    console.log(`  ${found.name.padEnd(22)} ${shown.padStart(9)}  must ${found.must || "-"}, ambitious ${found.ambitious || "-"}: ${verdict(found) || "-"}  (${found.baseline})`);
    lines.push(`| ${[row.task, ...cells].join(" | ")} |`);
  }
}
rmSync(temporary, { recursive: true });

if (!wanted) {
  const page = `# The models, measured

Made by \`make bench-models\`; do not edit. Each figure is what the program itself prints on public data that is not part of
this repository; the README says how to measure your own files.

| task | figure | measured | beside it | must | ambitious | reached |
| --- | --- | ---: | --- | --- | --- | --- |
${lines.join("\n")}
`;
  writeFileSync("app/domain/MODELS.md", page);
  console.log("written: app/domain/MODELS.md");
}
