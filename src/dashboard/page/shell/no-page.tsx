/** Stands where an address leads to nothing. */
export function NoPage() {
  return (
    <section class="nothing">
      <h1>There is no such page</h1>
      <a href="#/">All runs</a>
    </section>
  );
}
