/* Reads a QR code with the camera. Where the browser knows such codes nothing leaves it until one
   is found; elsewhere one picture is sent to the verify page, as if it had been chosen as a file. */

const EVERY_MS = 200;
const LONGEST_SIDE_PX = 2000;

export async function open(form, section, opener) {
  const video = section.querySelector("video");
  const status = section.querySelector("[role='status']");
  const take = section.querySelector("[data-take]");
  section.hidden = false;
  section.querySelector("h2").focus();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1920 } },
    });
  } catch {
    status.textContent = status.dataset.refused;
    video.hidden = true;
    section.querySelector("[data-stop]").hidden = true;
    return;
  }
  let isOpen = true;
  const close = () => {
    isOpen = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    section.hidden = true;
    take.hidden = true;
  };
  section.querySelector("[data-stop]").addEventListener(
    "click",
    () => {
      close();
      opener.focus();
    },
    { once: true },
  );
  video.srcObject = stream;
  await video.play();
  const detector = await codeDetector();
  if (detector) {
    status.textContent = status.dataset.looking;
    while (isOpen) {
      const text = await look(detector, video);
      if (text && isOpen) {
        close();
        sendText(form, text);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
    return;
  }
  status.textContent = status.dataset.taking;
  take.hidden = false;
  take.onclick = async () => {
    const picture = await frame(video);
    close();
    sendPicture(form, picture);
  };
}

async function codeDetector() {
  if (!("BarcodeDetector" in globalThis)) return null;
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null;
  }
}

async function look(detector, video) {
  try {
    const [code] = await detector.detect(video);
    return code?.rawValue ?? "";
  } catch {
    return "";
  }
}

function frame(video) {
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

function sendText(form, text) {
  for (const input of form.querySelectorAll("input[type='file']")) input.value = "";
  form.elements.text.value = text;
  form.requestSubmit();
}

function sendPicture(form, picture) {
  const carrier = new DataTransfer();
  carrier.items.add(new File([picture], "camera.jpg", { type: "image/jpeg" }));
  for (const input of form.querySelectorAll("input[type='file']")) input.value = "";
  form.elements.photo.files = carrier.files;
  form.requestSubmit();
}
