import { Link, useRoute } from "wouter-preact";

/** What stands above every view. */
export function Header() {
  const [training] = useRoute("/train");
  return (
    <header class="page-header">
      <Link href="/" class="brand">
        selfplay
      </Link>
      <nav aria-label="Main">
        <Link href="/" aria-current={training ? undefined : "page"}>
          Runs
        </Link>
        <Link href="/train" aria-current={training ? "page" : undefined}>
          Train here
        </Link>
      </nav>
    </header>
  );
}
