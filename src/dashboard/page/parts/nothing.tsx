import type { ComponentChildren } from "preact";

interface NothingProps {
  readonly title: string;
  /** What one can do about it. */
  readonly children?: ComponentChildren;
}

/** Stands where there is nothing to show yet. */
export function Nothing({ title, children }: NothingProps) {
  return (
    <section class="nothing">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
