// The ticket list: ticks outlast the list's own refreshing; j, k and x walk and tick.
(() => {
  const ticked = new Set();
  const boxes = () => [...document.querySelectorAll('#rows input[name="ticket"]')];

  function show() {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    const all = document.querySelector("[data-pick-all]");
    const here = boxes();
    if (all) {
      all.checked = here.length > 0 && here.every((box) => box.checked);
      all.indeterminate = !all.checked && here.some((box) => box.checked);
    }
    const count = document.querySelector("[data-ticked]");
    if (count) count.textContent = `${count.dataset.words} ${here.filter((box) => box.checked).length}`;
    for (const button of document.querySelectorAll("[data-untick]")) button.hidden = false;
  }

  function tick(box, isTicked) {
    if (isTicked) ticked.add(box.value);
    else ticked.delete(box.value);
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches('#rows input[name="ticket"]')) tick(event.target, event.target.checked);
    else if (event.target.matches("[data-pick-all]")) for (const box of boxes()) tick(box, event.target.checked);
    else return;
    show();
  });

  // Nothing is sent while nothing is chosen: the ticks would be lost for it.
  function offerApply() {
    const bulk = document.getElementById("bulk");
    if (!bulk) return;
    bulk.querySelector('button[type="submit"]').disabled = ![...bulk.querySelectorAll("select")].some((one) => one.value);
  }
  document.addEventListener("change", offerApply);
  document.addEventListener("DOMContentLoaded", offerApply);
  document.addEventListener("htmx:afterSettle", offerApply);

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-untick]")) return;
    ticked.clear();
    const everything = document.querySelector('#bulk input[name="everything"]');
    if (everything) everything.checked = false;
    show();
  });

  // What is no longer on the page is no longer ticked: nobody changes what they do not see.
  document.addEventListener("htmx:afterSettle", () => {
    const here = new Set(boxes().map((box) => box.value));
    for (const value of ticked) if (!here.has(value)) ticked.delete(value);
    show();
  });
  document.addEventListener("DOMContentLoaded", show);

  document.addEventListener("parley:key", (event) => {
    if (walk(event.detail)) event.preventDefault();
  });

  function walk(key) {
    const links = [...document.querySelectorAll("#rows .ticket-link")];
    const row = document.activeElement.closest?.("#rows tr");
    const at = links.findIndex((link) => link.closest("tr") === row);
    if (key === "j" || key === "k") {
      const next = links[key === "j" ? at + 1 : at < 0 ? links.length - 1 : at - 1];
      next?.focus();
      next?.closest("tr").scrollIntoView({ block: "nearest" });
      return true;
    }
    const box = key === "x" && row?.querySelector('input[name="ticket"]');
    if (!box) return false;
    box.click();
    return true;
  }
})();
