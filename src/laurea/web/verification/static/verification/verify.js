/* Makes the form of the verify page quicker to use: files can be dropped, a camera can be asked for. */

const form = document.querySelector("form[enctype='multipart/form-data']");
const drop = form.querySelector(".drop");
const chosen = form.querySelector("input[name='file']");

/* A file that is dropped beside the form must not replace the page. */
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop.classList.remove("over");
  if (event.dataTransfer.files.length === 0) return;
  chosen.files = event.dataTransfer.files;
  form.requestSubmit();
});

const scan = form.querySelector("[data-camera]");
if (scan && navigator.mediaDevices?.getUserMedia) {
  scan.hidden = false;
  scan.addEventListener("click", async () => {
    const camera = await import(scan.dataset.camera);
    camera.open(form, document.querySelector("[data-viewfinder]"), scan);
  });
}
