// When the history changes: what is new is said to screen readers, and what was unfolded stays unfolded.
(() => {
  const all = (selector) => [...document.querySelectorAll(`#history ${selector}`)];
  let known = null;
  let unfolded = [];

  function standing() {
    const entries = new Set(all("article").map((one) => one.id));
    const states = new Map(all("[data-delivery]").map((one) => [one.dataset.message, one.dataset.delivery]));
    return { entries, states };
  }

  function news(announcer) {
    const words = [];
    const articles = all("article");
    // What stands above the first known one is older: it was asked for.
    const first = articles.findIndex((article) => known.entries.has(article.id));
    for (const article of articles.slice(Math.max(first, 0))) {
      if (known.entries.has(article.id) || !article.dataset.from) continue;
      const text = article.querySelector(".plain-text")?.textContent.slice(0, 200) ?? "";
      words.push(`${announcer.dataset.new} ${article.dataset.from}: ${text}`);
    }
    for (const state of all("[data-delivery]")) {
      const { message, delivery } = state.dataset;
      if (known.states.has(message) && known.states.get(message) !== delivery) words.push(delivery);
    }
    return words.join(". ");
  }

  document.addEventListener("DOMContentLoaded", () => (known = standing()));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "history") unfolded = all("details[open]").map((one) => one.id);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const announcer = document.getElementById("announcer");
    if (!announcer || !known) return;
    for (const id of unfolded) {
      const details = id && document.getElementById(id);
      if (details) details.open = true;
    }
    unfolded = [];
    const words = news(announcer);
    if (words) announcer.textContent = words;
    known = standing();
  });
})();
