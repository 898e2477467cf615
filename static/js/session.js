// A page left open while its session ended: what asks in the background must not put the sign-in page into it,
// and nothing counts as done.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = new URL(event.detail.xhr.responseURL, location.href);
  if (answered.pathname !== document.body.dataset.signIn) return;
  event.preventDefault();
  document.getElementById("signed-out").hidden = false;
});

// A form that is too old, because its person signed in again elsewhere, or a mistake of ours: silence would look like success.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches?.('form[method="post"], .typing')) return;
  const { failed, successful } = event.detail;
  if (failed || successful) document.getElementById("not-taken").hidden = !failed;
});
