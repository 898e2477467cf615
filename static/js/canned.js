// Canned replies: the button or / in an empty line opens them; arrows choose, Enter puts the text where the caret was.
(() => {
  const dialog = document.getElementById("canned");
  if (!dialog) return;
  const search = dialog.querySelector("#canned-search");
  const list = dialog.querySelector("#canned-list");
  const box = () => document.querySelector("#reply-form textarea");
  const level = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ł", "l");
  let isEager = false; // Enter came before the list did
  const shown = () => [...list.querySelectorAll("li:not([hidden]) .canned-reply")];

  function open() {
    const mode = document.getElementById("mode-reply");
    if (mode) mode.checked = true;
    search.value = "";
    isEager = false;
    list.dispatchEvent(new Event("parley:open"));
    sift();
    dialog.showModal();
    search.focus();
  }

  function sift() {
    const words = level(search.value).split(/\s+/).filter(Boolean);
    for (const entry of list.querySelectorAll("li")) {
      const text = level(`${entry.textContent} ${entry.querySelector("button").dataset.text}`);
      entry.hidden = !words.every((word) => text.includes(word));
    }
    const none = list.querySelector("[data-none]");
    if (none) none.hidden = shown().length > 0;
  }

  function put(text) {
    const textarea = box();
    dialog.close();
    if (!textarea) return;
    textarea.focus();
    textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
    const gap = textarea.value.match(/\{\{\s*\w+\s*\}\}/);
    if (gap) textarea.setSelectionRange(gap.index, gap.index + gap[0].length);
  }

  function choose() {
    sift(); // the list may have come this very moment
    const first = shown()[0];
    if (first) put(first.dataset.text);
    else isEager = !list.childElementCount;
  }

  function move(step) {
    const entries = shown();
    const next = entries[entries.indexOf(document.activeElement) + step];
    (next ?? (step < 0 ? search : entries.at(-1)))?.focus();
  }

  search.addEventListener("input", sift);
  list.addEventListener("htmx:afterSettle", () => {
    sift();
    if (isEager && dialog.open) choose();
    isEager = false;
  });
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest(".canned-reply");
    if (button) put(button.dataset.text);
    else if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target === search) {
      event.preventDefault();
      choose();
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-open-canned]")) open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target !== box()) return;
    const before = event.target.value.slice(0, event.target.selectionStart);
    if (before && !before.endsWith("\n")) return;
    event.preventDefault();
    open();
  });

  function offer() {
    for (const button of document.querySelectorAll("[data-open-canned]")) button.hidden = false;
  }
  offer();
  document.addEventListener("htmx:afterSettle", offer);
})();
