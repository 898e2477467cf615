// Theme buttons, and menus that close when one clicks or tabs elsewhere.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set-theme]");
  if (button) {
    const theme = button.dataset.setTheme;
    if (theme) {
      localStorage.setItem("theme", theme);
      document.documentElement.dataset.theme = theme;
    } else {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    }
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
