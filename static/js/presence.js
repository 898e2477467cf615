// Tells that this ticket is open and whether something is being written.
(() => {
  const WRITING = 15_000; // ms since the last key
  let typedAt = 0;

  document.addEventListener("input", (event) => {
    if (!event.target.closest(".composer-form")) return;
    const wasQuiet = Date.now() - typedAt > WRITING;
    typedAt = Date.now();
    if (wasQuiet) document.getElementById("presence")?.dispatchEvent(new Event("parley:writing"));
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id !== "presence") return;
    event.detail.parameters.writing = Date.now() - typedAt < WRITING ? "yes" : "";
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("form.composer-form")) typedAt = 0;
  });

  addEventListener("pagehide", () => {
    const presence = document.getElementById("presence");
    if (!presence) return;
    const said = new FormData();
    said.append("leaving", "yes");
    said.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    navigator.sendBeacon(presence.getAttribute("hx-post"), said);
  });
})();
