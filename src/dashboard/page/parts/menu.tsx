import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";

interface MenuProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Buttons behind a button. Closes with Escape, and when the focus goes elsewhere. */
export function Menu({ label, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  const leave = (event: FocusEvent) => {
    if (!details.current?.contains(event.relatedTarget as Node | null)) close();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !details.current?.open) return;
    event.stopPropagation();
    close();
    details.current.querySelector("summary")?.focus();
  };
  return (
    <details ref={details} class="menu" onFocusOut={leave} onKeyDown={press}>
      <summary class="menu-button" aria-label={label}>
        ⋯
      </summary>
      <div class="menu-items">{children}</div>
    </details>
  );
}
