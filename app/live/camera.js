// The camera: which there are, letting one in, and in which words it fails. Its picture stays in this page.

const IDEAL = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
/** What the browser calls a failure -> the name of our sentence for it. */
const FAILURES = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class CameraError extends Error {
  /** `sentence`: insecure, none, refused, busy or failed. */
  constructor(sentence) { super(sentence); this.sentence = sentence; }
}

export class Camera {
  constructor(video) { this.video = video; this.stream = null; }

  /** Let a camera in: "user" (front), "environment" (rear) or a device's id. Raises CameraError. */
  async open(wish) {
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraError(self.isSecureContext ? "none" : "insecure");
    this.close();
    const which = wish === "user" || wish === "environment" ? { facingMode: { ideal: wish } } : { deviceId: { exact: wish } };
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { ...IDEAL, ...which }, audio: false });
    } catch (error) {
      throw new CameraError(FAILURES[error.name] ?? "failed");
    }
    this.video.srcObject = this.stream;
    await this.video.play();
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = this.video.srcObject = null;
  }

  get track() { return this.stream?.getVideoTracks()[0] ?? null; }

  /** Whether this camera looks at the person who holds it: then a mirror is what people expect. Unknown on most computers,
   * whose camera sits above the screen. */
  get facesUser() {
    const facing = this.track?.getSettings().facingMode;
    return facing ? facing === "user" : !matchMedia("(pointer: coarse)").matches;
  }

  /** The cameras: [{id, label}]; labels are empty until one was let in. */
  static async list() {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return devices.filter((one) => one.kind === "videoinput" && one.deviceId).map((one) => ({ id: one.deviceId, label: one.label }));
  }

  /** The whole picture that is seen now, not mirrored, as a JPEG file. */
  async photo() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.video.videoWidth, this.video.videoHeight];
    canvas.getContext("2d").drawImage(this.video, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
    return new File([blob], "live.jpg", { type: "image/jpeg" });
  }
}

/** Call `act(time in seconds)` for each frame that the video shows, until the returned function is called. */
export function eachFrame(video, act) {
  let going = true;
  if ("requestVideoFrameCallback" in video) {
    const next = (now, { captureTime }) => {
      if (!going) return;
      video.requestVideoFrameCallback(next);
      act((captureTime ?? now) / 1000);
    };
    video.requestVideoFrameCallback(next);
  } else {
    let last = -1;
    const next = (now) => {
      if (!going) return;
      requestAnimationFrame(next);
      if (video.currentTime !== last) { last = video.currentTime; act(now / 1000); }
    };
    requestAnimationFrame(next);
  }
  return () => { going = false; };
}
