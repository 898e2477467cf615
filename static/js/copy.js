// [data-copy] copies its text. Where the browser does not allow it, the text is shown to be copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  } catch {
    const text = document.createElement("textarea");
    text.value = button.dataset.copy;
    text.rows = 7;
    text.readOnly = true;
    button.replaceWith(text);
    text.select();
  }
});
