/** Stands where something is on its way; appears only when that takes long enough to be noticed. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p role="status" class="loading">
      Loading {what}…
    </p>
  );
}
