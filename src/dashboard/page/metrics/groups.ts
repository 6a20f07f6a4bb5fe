import type { MetricName } from "../../metrics/metric-store.js";

/** Metrics that belong on one chart. */
export interface MetricGroup {
  readonly title: string;
  /** What the numbers are. */
  readonly metrics: readonly MetricName[];
}

/** A chart that is worth seeing first, and which names of one source it shows. */
interface Rule {
  readonly title: string;
  readonly names: RegExp;
}

/** In the order in which they are shown: is it getting better, does it learn, does it practise well, how fast is it. */
const RULES: readonly Rule[] = [
  { title: "Reward", names: /^(reward|solved)$/ },
  { title: "Reward by component", names: /^reward\./ },
  { title: "Solved by difficulty", names: /^solved\.difficulty/ },
  { title: "Loss", names: /^(loss|policyLoss|valueLoss|rewardLoss)$/ },
  { title: "Entropy", names: /^(entropy|policyEntropy|targetEntropy)$/ },
  { title: "KL divergence", names: /^(kl|klToStart|kl.*|samplerDivergence)$/ },
  { title: "Value has the right sign", names: /^valueRightSign\./ },
  { title: "Error of the value", names: /^valueError\./ },
  { title: "Length of games", names: /^gameLength$/ },
  { title: "How games end", names: /^(drawShare|firstPlayerShare)$/ },
  { title: "Length of answers", names: /^(sampledTokens|answerTokens)$/ },
  { title: "Answers cut off, invalid or hacked", names: /^(truncatedShare|invalidShare|hackedShare)$/ },
  { title: "Groups without a signal", names: /^noSignalShare$/ },
  { title: "Gradient norm", names: /^gradientNorm$/ },
  { title: "Learning rate", names: /^learningRate$/ },
  { title: "Throughput", names: /PerSecond$/ },
  { title: "Where evaluations come from", names: /^(cacheHitShare|terminalShare|networkShare)$/ },
  { title: "Where the time goes", names: /seconds$/i },
];

/** Charts of what was measured against something held out; Elo comes after. */
export function measurementGroups(names: readonly MetricName[]): MetricGroup[] {
  const measured = names.filter(({ source, name }) => source.startsWith("evaluation: ") && name === "value");
  const groups = measured.map((metric) => ({ title: labelOf(metric.source), metrics: [metric] }));
  const parts = new Set(measured.map(({ source }) => source));
  const details = [...parts].flatMap((source) => detailGroups(source, names));
  return [...groups.sort((a, b) => Number(a.title === "Elo") - Number(b.title === "Elo")), ...details];
}

function detailGroups(source: string, names: readonly MetricName[]): MetricGroup[] {
  const own = names.filter((metric) => metric.source === source && metric.name !== "value");
  const starting = (start: string) => own.filter(({ name }) => name.startsWith(start));
  return [
    { title: "Held out, by difficulty", metrics: starting("difficulty") },
    { title: "Held out, pass@k", metrics: starting("pass@") },
  ].filter(({ metrics }) => metrics.length > 0);
}

/** Charts of what is counted while it trains, sensible ones first, and the metrics that no rule names. */
export function trainingGroups(names: readonly MetricName[]): {
  readonly groups: MetricGroup[];
  readonly others: MetricName[];
} {
  const own = names.filter(({ source }) => !source.startsWith("evaluation: "));
  const sources = [...new Set(own.map(({ source }) => source))];
  const taken = new Set<MetricName>();
  const groups = RULES.flatMap(({ title, names: pattern }) => {
    const found = sources
      .map((source) => {
        const fits = (metric: MetricName) => metric.source === source && pattern.test(metric.name);
        return { source, metrics: own.filter((metric) => fits(metric) && !taken.has(metric)) };
      })
      .filter(({ metrics }) => metrics.length > 0);
    for (const { metrics } of found) for (const metric of metrics) taken.add(metric);
    return found.map(({ source, metrics }) => ({
      title: found.length > 1 ? `${title} · ${source}` : title,
      metrics,
    }));
  });
  return { groups, others: own.filter((metric) => !taken.has(metric)) };
}

/** What a measurement measured. */
export function labelOf(source: string): string {
  return source.replace(/^evaluation: /, "");
}

/** A metric's name as people say it: `policyLoss` is `policy loss`. */
export function spokenName(name: string): string {
  return name
    .replace(/^(reward|solved|valueRightSign|valueError)\./, "")
    .replace(/([a-z])([A-Z0-9])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
}

/** What a metric is called where those of all sources stand in one list. */
export function fullName({ source, name }: MetricName): string {
  if (!source.startsWith("evaluation: ")) return `${source} · ${name}`;
  return name === "value" ? labelOf(source) : `${labelOf(source)} · ${name}`;
}
