import { Link, useRoute } from "wouter-preact";
import { ConnectionNote } from "./connection-note.js";
import { ThemeSwitch } from "./theme-switch.js";

/** What stands above every view. */
export function Header() {
  const [training] = useRoute("/train");
  return (
    <header class="page-header">
      <Link href="/" class="brand">
        <span class="brand-mark" aria-hidden="true" />
        selfplay
      </Link>
      <nav aria-label="Main">
        <Link class="main-link" href="/" aria-current={training ? undefined : "page"}>
          Runs
        </Link>
        <Link class="main-link" href="/train" aria-current={training ? "page" : undefined}>
          Train here
        </Link>
      </nav>
      <div class="header-end">
        <ConnectionNote />
        <ThemeSwitch />
      </div>
    </header>
  );
}
