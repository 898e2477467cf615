// When the history changes: what is new is said to screen readers, and what was unfolded stays unfolded.
(() => {
  const history = () => document.getElementById("history");
  let before = null;

  function snapshot() {
    const entries = new Set([...document.querySelectorAll("#history article")].map((one) => one.id));
    const states = new Map(
      [...document.querySelectorAll("#history [data-delivery]")].map((one) => [one.dataset.message, one.dataset.delivery]),
    );
    const unfolded = [...document.querySelectorAll("#history details[open]")].map((one) => one.id);
    return { entries, states, unfolded };
  }

  function news() {
    const announcer = document.getElementById("announcer");
    const words = [];
    for (const article of document.querySelectorAll("#history article")) {
      if (before.entries.has(article.id) || !article.dataset.from) continue;
      const text = article.querySelector(".plain-text")?.textContent.slice(0, 200) ?? "";
      words.push(`${announcer.dataset.new} ${article.dataset.from}: ${text}`);
    }
    for (const state of document.querySelectorAll("#history [data-delivery]")) {
      const { message, delivery } = state.dataset;
      if (before.states.has(message) && before.states.get(message) !== delivery) words.push(delivery);
    }
    if (words.length) announcer.textContent = words.join(". ");
  }

  document.addEventListener("htmx:beforeSwap", () => {
    if (history()) before = snapshot();
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!before || !history()) return;
    for (const id of before.unfolded) {
      const details = id && document.getElementById(id);
      if (details) details.open = true;
    }
    news();
    before = snapshot();
  });
})();
