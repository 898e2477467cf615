// Counter, closure words, files by drop or paste, Ctrl+Enter. Everything works without it, only less comfortably.
const characters = (text) => text.replace(/\r\n?/g, "\n").trim().length;

function count(form) {
  const counter = form.querySelector("[data-limit]");
  if (!counter) return;
  const typed = characters(form.querySelector("textarea").value);
  const total = typed ? typed + Number(counter.dataset.signature) : 0;
  const limit = Number(counter.dataset.limit);
  counter.querySelector("[data-count]").textContent = total.toLocaleString(document.documentElement.lang);
  counter.classList.toggle("is-over", total > limit);
}

function countAll() {
  document.querySelectorAll("form.composer-form").forEach(count);
}

function showFile(input) {
  const picker = input.closest(".picker");
  picker.querySelector("[data-left-out]").textContent = "";
  picker.querySelector("[data-file-name]").textContent = input.files[0]?.name ?? "";
  picker.querySelector("[data-drop-file]").hidden = !input.files.length;
  const preview = picker.querySelector("[data-preview]");
  URL.revokeObjectURL(preview.src);
  preview.hidden = !input.files[0]?.type.startsWith("image/");
  if (!preview.hidden) preview.src = URL.createObjectURL(input.files[0]);
}

document.addEventListener("change", (event) => {
  if (event.target.matches('.picker input[type="file"]')) showFile(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drop-file]");
  if (!button) return;
  const input = button.closest(".picker").querySelector("input");
  input.value = "";
  showFile(input);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form.composer-form");
  const button = form?.querySelector(event.shiftKey ? ".send-and-resolve" : 'button[type="submit"]');
  if (button) button.click();
  else form?.requestSubmit();
});

// The server keeps what is typed; whoever writes sees that it did.
document.addEventListener("htmx:afterRequest", (event) => {
  const typing = event.target.closest?.(".typing");
  if (!typing || event.target !== typing) return;
  const state = typing.closest("form")?.querySelector("[data-draft-state]");
  const hasFile = typing.closest("form")?.querySelector('input[type="file"]')?.files.length;
  const words = hasFile ? typing.dataset.savedNoFile : typing.dataset.saved;
  if (state) state.textContent = event.detail.successful ? words : "";
});

document.addEventListener("DOMContentLoaded", countAll);
document.addEventListener("htmx:afterSettle", countAll);
document.addEventListener("input", (event) => {
  const form = event.target.closest("form.composer-form");
  if (form) count(form);
});

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-closure-message]");
  if (!box) return;
  const text = box.form.querySelector("textarea");
  const words = box.dataset.closureMessage;
  if (box.checked && words && !text.value.includes(words)) {
    text.value = text.value.trim() ? `${text.value.trimEnd()}\n\n${words}` : words;
  } else if (!box.checked && text.value.trim().endsWith(words)) {
    text.value = text.value.trim().slice(0, -words.length).trimEnd();
  }
  count(box.form);
});

function take(form, files) {
  const input = form.querySelector('input[type="file"]');
  if (!input || !files.length) return;
  const one = new DataTransfer();
  one.items.add(files[0]);
  input.files = one.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  const note = form.querySelector("[data-left-out]");
  if (files.length > 1) note.textContent = note.dataset.leftOut;
}

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form.composer-form");
  if (form && event.clipboardData.files.length) {
    event.preventDefault();
    take(form, event.clipboardData.files);
  }
});

document.addEventListener("dragover", (event) => {
  const form = event.target.closest?.("form.composer-form");
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("is-dropping");
});

document.addEventListener("dragleave", (event) => {
  event.target.closest?.("form.composer-form")?.classList.remove("is-dropping");
});

document.addEventListener("drop", (event) => {
  const form = event.target.closest?.("form.composer-form");
  if (!form || !event.dataTransfer.files.length) return;
  event.preventDefault();
  form.classList.remove("is-dropping");
  take(form, event.dataTransfer.files);
});
