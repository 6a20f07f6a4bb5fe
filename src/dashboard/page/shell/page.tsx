import { Router } from "wouter-preact";
import { useHashLocation } from "wouter-preact/use-hash-location";
import { Header } from "./header.js";
import { Routes } from "./routes.js";

/** The whole page: its header, and the view that the address names. */
export function Page() {
  return (
    <Router hook={useHashLocation}>
      <Header />
      <main class="page-main" id="main" tabIndex={-1}>
        <Routes />
      </main>
    </Router>
  );
}
