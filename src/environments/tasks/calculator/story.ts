import type { Random } from "../../../random/index.js";

/** What happens to the number of things somebody has. */
export interface Event {
  readonly kind: "more" | "fewer" | "times" | "shared";
  readonly by: number;
  /** Which of the wordings tells it. */
  readonly wording: number;
}

/** A word problem: how many things somebody has after some events. Every number on the way is whole and positive. */
export interface Story {
  readonly who: string;
  readonly what: string;
  readonly start: number;
  readonly events: readonly Event[];
}

const NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gia", "Hugo", "Ida", "Jon"];
const THINGS = ["pens", "nuts", "coins", "cards", "beads", "plums", "shells", "stamps"];

type Wording = (who: string, by: number) => string;

const WORDINGS: Readonly<Record<Event["kind"], readonly Wording[]>> = {
  more: [
    (who, by) => `${who} gets ${by} more.`,
    (who, by) => `${who} finds another ${by}.`,
    (who, by) => `A friend brings ${who} ${by}.`,
  ],
  fewer: [
    (who, by) => `${who} loses ${by}.`,
    (who, by) => `${who} gives ${by} away.`,
    (who, by) => `${who} sells ${by} of them.`,
  ],
  times: [
    (who, by) => `${who} swaps each for ${by} new ones.`,
    (who, by) => `A prize gives ${who} ${by} times as many as before.`,
  ],
  shared: [
    (who, by) => `${who} deals them out into ${by} equal heaps and keeps one.`,
    (who, by) => `${who} shares them equally among ${by} people and keeps one share.`,
  ],
};

const KINDS = ["more", "fewer", "times", "shared"] as const;

/** Most things that anybody has. */
const LIMIT = 100_000;

/** A story with so many events. */
export function randomStory(random: Random, count: number): Story {
  const story = {
    who: NAMES[random.integer(NAMES.length)],
    what: THINGS[random.integer(THINGS.length)],
    start: 10 + random.integer(490),
  };
  const events: Event[] = [];
  let owned = story.start;
  while (events.length < count) {
    const kind = KINDS[random.integer(KINDS.length)];
    const by = amount(random, kind, owned);
    if (by === undefined) continue;
    events.push({ kind, by, wording: random.integer(WORDINGS[kind].length) });
    owned = after(owned, kind, by);
  }
  return { ...story, events };
}

/** The story in words, with its question. */
export function tell({ who, what, start, events }: Story): string {
  const told = events.map(({ kind, by, wording }) => WORDINGS[kind][wording](who, by));
  return [`${who} has ${start} ${what}.`, ...told, `How many ${what} does ${who} have now?`].join(" ");
}

/** How many things there are in the end. */
export function solve({ start, events }: Story): number {
  return events.reduce((owned, { kind, by }) => after(owned, kind, by), start);
}

/** The same as one expression, such as `(120+34)*5`. */
export function expressionOf({ start, events }: Story): string {
  const signs = { more: "+", fewer: "-", times: "*", shared: "/" } as const;
  let isSum = false;
  return events.reduce((text, { kind, by }) => {
    const adds = kind === "more" || kind === "fewer";
    const left = isSum && !adds ? `(${text})` : text;
    isSum = adds;
    return `${left}${signs[kind]}${by}`;
  }, String(start));
}

function after(owned: number, kind: Event["kind"], by: number): number {
  if (kind === "more") return owned + by;
  if (kind === "fewer") return owned - by;
  return kind === "times" ? owned * by : owned / by;
}

/** By how much, or undefined where the event cannot happen to so many things. */
function amount(random: Random, kind: Event["kind"], owned: number): number | undefined {
  if (kind === "more") return 2 + random.integer(498);
  if (kind === "fewer") return owned < 4 ? undefined : 2 + random.integer(Math.min(498, owned - 3));
  const least = 2;
  const factor = least + random.integer(18);
  if (kind === "times") return owned * factor > LIMIT ? undefined : factor;
  return owned % factor === 0 ? factor : undefined;
}
