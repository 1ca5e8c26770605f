// Popovers, which older browsers do not have.

/** True if this browser has popovers; the player also works without. */
export const hasPopovers = "popover" in HTMLElement.prototype;

/** @param {Element} popover */
export const isOpen = (popover) => hasPopovers && popover.matches(":popover-open");
