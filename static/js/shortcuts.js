// Keys: [data-key] is focused or clicked by its key; ? shows what there is. They can be switched off for this browser.
// What only one page knows listens to "parley:key" (detail: the key) and prevents its default when it took it.
(() => {
  const OFF = "shortcuts-off";
  const dialog = document.getElementById("shortcuts");
  const box = dialog?.querySelector("[data-shortcuts-on]");

  const isTyping = (element) =>
    element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  function press(key) {
    if (key === "?") {
      dialog?.showModal();
      return true;
    }
    const element = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!element) {
      return !document.dispatchEvent(new CustomEvent("parley:key", { detail: key, cancelable: true }));
    }
    if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
      element.focus();
      element.select?.();
    } else {
      element.click();
      document.getElementById(element.dataset.keyFocus)?.focus();
    }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (localStorage.getItem(OFF) && event.key !== "?") return;
    if (press(event.key)) event.preventDefault();
  });

  if (box) {
    box.checked = !localStorage.getItem(OFF);
    box.addEventListener("change", () => {
      if (box.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "1");
    });
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-shortcuts]")) dialog?.showModal();
  });
})();
