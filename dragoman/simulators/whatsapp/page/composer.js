// The line at the foot of a chat: text, emoji, attachments, and the message one answers to.

import { el, icon, roundButton } from "./dom.js";
import { attachPop, emojiPop, placeSheet } from "./sheets.js";

export class Composer {
  // `send(act)` posts JSON, `upload(file)` a file; `host` is the phone in which sheets open.
  constructor(host, send, upload) {
    this.host = host;
    this.send = send;
    this.quote = null;
    this.editing = null;
    this.box = el("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", maxlength: "65536", onkeydown: (event) => this.key(event) });
    this.picker = el("input", { type: "file", class: "hidden", "aria-label": "Choose a file", onchange: () => this.pick(upload) });
    this.quoting = el("div", { class: "quoting hidden" });
    const field = el("div", { class: "field" },
      roundButton("emoji", "Emoji", () => emojiPop(host, (one) => this.insert(one))), this.box, roundButton("attach", "Attach", () => this.attach()));
    const go = el("button", { type: "submit", class: "round send", "aria-label": "Send" }, icon("send"));
    this.line = el("form", { class: "composer", "aria-label": "Write a message", onsubmit: (event) => { event.preventDefault(); this.submit(); } }, field, go, this.picker);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.quote || this.editing)) this.release();
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    const act = this.editing ? { edit: { n: this.editing, text } } : { text, ...(this.quote ? { quote: this.quote } : {}) };
    this.box.value = "";
    this.release();
    if (!(await this.send(act)) && !this.box.value) this.box.value = text;
  }

  insert(text) {
    this.box.setRangeText(text, this.box.selectionStart, this.box.selectionEnd, "end");
    this.box.focus();
  }

  attach() {
    const choose = (accept) => { this.picker.accept = accept; this.picker.click(); };
    attachPop(this.host, [
      ["photo", "Photo or video", () => choose("image/*,video/*")],
      ["file", "Document", () => choose("")],
      ["pin", "Location", () => placeSheet(this.host, (location) => this.send({ location }))],
    ]);
  }

  pick(upload) {
    const [file] = this.picker.files;
    if (file) upload(file, this.box.value.trim());
    this.box.value = "";
    this.picker.value = "";
  }

  answer(view) {
    this.quote = view.n;
    this.hold(`Answer: ${view.text || view.type}`);
  }

  edit(view) {
    this.editing = view.n;
    this.box.value = view.text;
    this.hold("Edit message");
  }

  hold(label) {
    this.quoting.replaceChildren(el("span", { text: label }), roundButton("close", "Do not", () => this.release()));
    this.quoting.classList.remove("hidden");
    this.box.focus();
  }

  release() {
    if (this.editing) this.box.value = "";
    this.quote = this.editing = null;
    this.quoting.classList.add("hidden");
  }
}
