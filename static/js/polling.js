// Parts of a page that refresh themselves (hx-trigger "every …") ask for nothing while the page is hidden.
// They listen to visibilitychange too, so each asks once as soon as the page is shown again.
document.addEventListener("htmx:configRequest", (event) => {
  if (document.hidden && event.target.matches('[hx-trigger*="every "]')) event.preventDefault();
});
