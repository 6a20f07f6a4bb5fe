import { Router } from "wouter-preact";
import { useHashLocation } from "wouter-preact/use-hash-location";
import { Header } from "./header.js";
import { Routes } from "./routes.js";

/** The whole page: its header, and the view that the address names. */
export function Page() {
  // The address of a view is the part after the #, so a link to a place of this page cannot be used.
  const skip = () => document.getElementById("main")?.focus();
  return (
    <Router hook={useHashLocation}>
      <button type="button" class="skip-link" onClick={skip}>
        Skip to the content
      </button>
      <Header />
      <main class="page-main" id="main" tabIndex={-1}>
        <Routes />
      </main>
    </Router>
  );
}
