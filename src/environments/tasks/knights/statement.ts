import type { Random } from "../../../random/index.js";

/** That a person, numbered from 0, is a knight, or that he is a knave. */
interface Claim {
  readonly person: number;
  readonly knight: boolean;
}

/** What somebody says. */
export type Statement =
  | ({ readonly kind: "is" } & Claim)
  /** Two people are of the same kind, or are not. */
  | { readonly kind: "same" | "differ"; readonly people: readonly [number, number] }
  | { readonly kind: "and" | "or"; readonly claims: readonly [Claim, Claim] }
  /** Exactly so many of all are knights. */
  | { readonly kind: "count"; readonly knights: number };

const KINDS = ["is", "is", "same", "differ", "and", "or", "count"] as const;

/** A statement at random; nobody says of himself alone what he is. */
export function randomStatement(random: Random, speaker: number, people: number): Statement {
  const kind = KINDS[random.integer(KINDS.length)];
  const others = random.shuffle(Array.from({ length: people }, (_, i) => i).filter((i) => i !== speaker));
  const pair = random.chance(0.5) || people < 3 ? [speaker, others[0]] : [others[0], others[1]];
  const [a, b] = pair.toSorted((x, y) => x - y);
  const claim = (person: number): Claim => ({ person, knight: random.chance(0.5) });
  if (kind === "is") return { kind, ...claim(others[0]) };
  if (kind === "count") return { kind, knights: random.integer(people + 1) };
  if (kind === "and" || kind === "or") return { kind, claims: [claim(a), claim(b)] };
  return { kind, people: [a, b] };
}

/** Whether a statement is true where `knights[i]` says whether person i is a knight. */
export function isTrue(statement: Statement, knights: readonly boolean[]): boolean {
  const holds = ({ person, knight }: Claim) => knights[person] === knight;
  switch (statement.kind) {
    case "is":
      return holds(statement);
    case "same":
      return knights[statement.people[0]] === knights[statement.people[1]];
    case "differ":
      return knights[statement.people[0]] !== knights[statement.people[1]];
    case "and":
      return statement.claims.every(holds);
    case "or":
      return statement.claims.some(holds);
    case "count":
      return knights.filter(Boolean).length === statement.knights;
  }
}

/** The letter of a person. */
export function letter(person: number): string {
  return String.fromCharCode(65 + person);
}

/** In signs: `B-` a knave, `B=C` alike, `B#C` not alike, `B+&C-` both, `B+|C-` at least one, `2+` two knights. */
export function statementInSigns(statement: Statement): string {
  const claim = ({ person, knight }: Claim) => `${letter(person)}${knight ? "+" : "-"}`;
  switch (statement.kind) {
    case "is":
      return claim(statement);
    case "same":
    case "differ":
      return statement.people.map(letter).join(statement.kind === "same" ? "=" : "#");
    case "and":
    case "or":
      return statement.claims.map(claim).join(statement.kind === "and" ? "&" : "|");
    case "count":
      return `${statement.knights}+`;
  }
}

/** In words, as the speaker says it. */
export function statementInWords(statement: Statement, speaker: number): string {
  const who = (person: number) => (person === speaker ? "I" : letter(person));
  const claim = ({ person, knight }: Claim) =>
    `${who(person)} ${person === speaker ? "am" : "is"} a ${knight ? "knight" : "knave"}`;
  switch (statement.kind) {
    case "is":
      return claim(statement);
    case "same":
    case "differ": {
      const names = statement.people.toSorted((a, b) => Number(a === speaker) - Number(b === speaker));
      return `${names.map(who).join(" and ")} are ${statement.kind === "same" ? "of the same kind" : "of different kinds"}`;
    }
    case "and":
    case "or":
      return statement.claims.map(claim).join(statement.kind === "and" ? " and " : " or ");
    case "count":
      return statement.knights === 1
        ? "exactly one of us is a knight"
        : `exactly ${statement.knights} of us are knights`;
  }
}
