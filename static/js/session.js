// A page left open while its session ended: what asks in the background must not put the sign-in page into it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL, location.href);
  if (answered.pathname !== document.body.dataset.signIn) return;
  event.detail.shouldSwap = false;
  document.getElementById("signed-out").hidden = false;
});
