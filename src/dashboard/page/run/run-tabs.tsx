import { Link, useLocation } from "wouter-preact";
import { runLink } from "../parts/run-link.js";

const TABS = {
  game: [
    ["Overview", ""],
    ["Games", "games"],
    ["League", "league"],
    ["Play", "play"],
  ],
  language: [
    ["Overview", ""],
    ["Episodes", "episodes"],
  ],
} as const;

interface RunTabsProps {
  readonly run: string;
  readonly kind: "game" | "language";
}

/** The views of a run. */
export function RunTabs({ run, kind }: RunTabsProps) {
  const [location] = useLocation();
  const current = location.split("/")[3] ?? "";
  return (
    <nav class="tabs" aria-label={`Views of ${run}`}>
      {TABS[kind].map(([title, view]) => (
        <Link
          key={view}
          class="tab"
          href={runLink(run, view)}
          aria-current={view === current ? "page" : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}
