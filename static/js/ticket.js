// The ticket page: stays at the newest message, counts down the undo time, and says so when the network is gone.
(() => {
  const scroller = () => document.querySelector(".history-scroll");
  let wasAtEnd = true;

  function toEnd() {
    const box = scroller();
    if (box) box.scrollTop = box.scrollHeight;
  }

  function countDown() {
    for (const element of document.querySelectorAll("[data-undo-until]")) {
      const left = Math.ceil((Date.parse(element.dataset.undoUntil) - Date.now()) / 1000);
      element.querySelector("[data-seconds]").textContent = Math.max(left, 0);
      element.hidden = left <= 0;
    }
  }

  // Who has typed nothing yet begins with what they see now; a text under way must still be compared with what it answers.
  function noteSeen() {
    const form = document.getElementById("reply-form");
    const history = document.getElementById("history");
    if (form && !form.querySelector("textarea").value.trim()) form.elements["reply-seen"].value = history.dataset.newest;
  }

  document.addEventListener("DOMContentLoaded", () => {
    toEnd();
    countDown();
    setInterval(countDown, 500);
  });

  document.addEventListener("htmx:beforeSwap", () => {
    const box = scroller();
    wasAtEnd = !box || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (wasAtEnd) toEnd();
    countDown();
    noteSeen();
  });

  // A choice applies at once; without script the button beside it does.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-apply-on-change]");
    if (form) form.requestSubmit();
  });

  // What is taken back is shown where it can be changed.
  document.addEventListener("submit", (event) => {
    const reply = document.getElementById("mode-reply");
    if (reply && event.target.matches("[data-undo-until]")) reply.checked = true;
  });

  function setOffline(isOffline) {
    const notice = document.getElementById("offline");
    if (notice) notice.hidden = !isOffline;
  }

  document.addEventListener("htmx:sendError", () => setOffline(true));
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) setOffline(false);
  });
})();
