/**
 * Lets the keyboard reach an element that scrolls or answers to keys though it is none of the interactive ones (WCAG
 * 2.1.1); to be used as its `ref`.
 */
export function focusable(element: HTMLElement | null): void {
  if (element) element.tabIndex = 0;
}
