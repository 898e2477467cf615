// Pictures of the history as large as the window, one after the other; Escape closes.
(() => {
  const viewer = document.getElementById("viewer");
  if (!viewer) return;
  const picture = viewer.querySelector("img");
  let links = [];
  let at = 0;

  function show(index) {
    at = (index + links.length) % links.length;
    const link = links[at];
    picture.src = link.href;
    picture.alt = link.dataset.view;
    picture.hidden = false;
    viewer.querySelector("[data-name]").textContent = `${link.dataset.view} (${at + 1}/${links.length})`;
    viewer.querySelector("[data-file]").href = `${link.href}?download`;
    for (const button of viewer.querySelectorAll("[data-turn]")) button.hidden = links.length < 2;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    links = [...document.querySelectorAll("a[data-view]")];
    show(links.indexOf(link));
    viewer.showModal();
  });

  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn]");
    if (button) show(at + Number(button.dataset.turn));
    else if (event.target === viewer) viewer.close();
  });
  viewer.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });
})();
