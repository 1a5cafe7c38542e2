// One phone: the list of chats, an open chat, and what its owner does.

import { ask, el, icon, initials, post, roundButton, ticks } from "./dom.js";
import { row } from "./bubbles.js";
import { Composer } from "./composer.js";
import { flowSheet, listSheet, menuPop, placeSheet, settingsSheet } from "./sheets.js";
import { dayOf, plain, timeOf } from "./words.js";

const MINUTES = 60;

export class Phone {
  constructor(number, close) {
    this.number = number;
    this.person = { name: `+${number}`, phone: number, online: true };
    this.numbers = [];
    this.chats = new Map();
    this.open = null;
    this.skew = 0;
    this.clock = el("span", { text: "" });
    this.who = el("span", { class: "who" });
    this.screen = el("div", { class: "room" });
    this.barBox = el("div");
    this.frame = el("section", { class: "phone", "aria-label": `Phone +${number}` },
      el("div", { class: "strip" }, this.clock, this.who, el("span", { class: "right" }, this.state = el("span"), this.removeButton = roundButton("close", "Remove this phone", close))),
      this.barBox, this.screen);
    this.composer = new Composer(this.frame, (act) => this.act(act), (file, caption) => this.upload(file, caption));
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0" });
    this.atEnd = true;
    this.log.addEventListener("scroll", () => { this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80; });
    this.log.addEventListener("load", () => this.follow(), true);
    this.dots = el("article", { class: "row first hidden", "aria-label": "typing" }, el("div", { class: "bubble dots" }, el("i"), el("i"), el("i")));
    this.notice = el("p", { class: "notice hidden", role: "alert" });
    this.tick();
  }

  now() { return Date.now() / 1000 + this.skew; }

  tick() { this.clock.textContent = timeOf(this.now()); }

  apply(event) {
    this.skew = event.now - Date.now() / 1000;
    this.person = event.person;
    this.numbers = event.numbers;
    for (const chat of event.chats) {
      const known = this.chats.get(chat.id) ?? { bubbles: new Map(), unread: 0 };
      const newest = Math.max(0, ...known.bubbles.keys());
      for (const view of chat.messages) {
        if (view.n > newest && view.from === "business" && view.status !== "read" && this.open !== chat.id) known.unread += 1;
        known.bubbles.set(view.n, view);
      }
      known.typing = chat.typing ? Date.now() + chat.typing * 1000 : 0;
      known.blocked = chat.blocked;
      this.chats.set(chat.id, known);
    }
    this.tick();
    this.who.textContent = `${this.person.name} · +${this.number}`;
    this.state.replaceChildren(icon(this.person.online ? "signal" : "plane"));
    if (this.open === null && this.numbers.length === 1) this.open = this.numbers[0].id;
    this.draw();
  }

  draw() {
    if (this.open === null) return this.drawHome();
    const business = this.numbers.find((one) => one.id === this.open);
    const chat = this.chats.get(this.open) ?? { bubbles: new Map(), unread: 0 };
    chat.unread = 0;
    if (this.screen.dataset.open !== this.open) {
      this.screen.dataset.open = this.open;
      this.screen.className = "room";
      this.log.replaceChildren();
      this.screen.replaceChildren(this.log, this.notice, this.composer.quoting, this.composer.line);
      this.drawBar(business);
    }
    this.drawState(chat);
    this.drawLog(chat, business);
    this.look();
  }

  drawBar(business) {
    this.sub = el("div", { class: "sub", text: "Business account" });
    this.barBox.replaceChildren(el("div", { class: "bar" },
      roundButton("back", "Chats", () => this.home()), el("span", { class: "avatar", text: initials(business.name), "aria-hidden": "true" }),
      el("div", { class: "grow" }, el("h2", {}, business.name, icon("check")), this.sub),
      roundButton("more", "Settings of this phone", () => this.settings())));
  }

  drawState(chat) {
    const typing = chat.typing > Date.now();
    this.sub.textContent = typing ? "typing…" : "Business account";
    this.sub.classList.toggle("typing", typing);
    this.dots.classList.toggle("hidden", !typing);
    clearTimeout(this.typingEnds);
    if (typing) this.typingEnds = setTimeout(() => this.drawState(chat), chat.typing - Date.now() + 50);
  }

  drawLog(chat, business) {
    const views = [...chat.bubbles.values()].sort((a, b) => a.n - b.n);
    const wanted = [];
    let before = null;
    for (const view of views) {
      const day = dayOf(view.at, this.now());
      const newDay = !before || dayOf(before.at, this.now()) !== day;
      if (newDay) wanted.push([`day ${day}`, () => el("div", { class: "day", text: day })]);
      const first = newDay || before.from !== view.from || view.at - before.at > 20 * MINUTES;
      const options = { first, acts: this.acts(), businessName: business.name };
      wanted.push([`${first} ${JSON.stringify(view)}`, () => row(view, options)]);
      before = view;
    }
    if (!views.length) wanted.push(["empty", () => el("p", { class: "empty", text: `Say hello to ${business.name}. Messages stay inside this simulator.` })]);
    this.reconcile(wanted);
    this.log.append(this.dots);
    const grew = views.length !== this.shown;
    this.shown = views.length;
    if (grew && before?.from === "customer") this.atEnd = true;
    this.follow();
  }

  follow() { if (this.atEnd) this.log.scrollTop = this.log.scrollHeight; }

  reconcile(wanted) {
    const old = new Map();
    for (const node of this.log.children) if (node.key) old.set(node.key, node);
    let place = this.log.firstChild;
    for (const [key, make] of wanted) {
      let node = old.get(key);
      old.delete(key);
      if (!node) {
        node = make();
        node.key = key;
      }
      if (node === place) place = place.nextSibling;
      else this.log.insertBefore(node, place);
    }
    for (const node of old.values()) node.remove();
  }

  drawHome() {
    delete this.screen.dataset.open;
    this.screen.className = "room home";
    this.barBox.replaceChildren(el("div", { class: "bar home" }, el("h2", { class: "grow", text: "Chats" }), roundButton("more", "Settings of this phone", () => this.settings())));
    const lines = this.numbers.map((business) => this.chatLine(business)).sort((a, b) => b.at - a.at);
    this.screen.replaceChildren(el("ul", { class: "chats", "aria-label": "Chats" }, ...lines.map((line) => line.item)));
  }

  chatLine(business) {
    const chat = this.chats.get(business.id) ?? { bubbles: new Map(), unread: 0 };
    const last = [...chat.bubbles.values()].sort((a, b) => a.n - b.n).at(-1);
    const gist = last ? (last.revoked ? "Deleted message" : plain(last.text) || last.media?.filename || last.type) : "Tap to write";
    const time = last ? (dayOf(last.at, this.now()) === "Today" ? timeOf(last.at) : dayOf(last.at, this.now())) : "";
    const words = [last?.from === "customer" ? ticks(last.status) : null, el("span", { text: gist }), chat.unread ? el("b", { class: "unread", text: String(chat.unread), "aria-label": `${chat.unread} unread` }) : null];
    const open = el("button", { type: "button", onclick: () => this.show(business.id) }, el("span", { class: "avatar", text: initials(business.name), "aria-hidden": "true" }),
      el("span", { class: "grow" }, el("span", { class: "top" }, el("b", { text: business.name }), el("time", { text: time })), el("span", { class: "last" }, ...words.filter(Boolean))));
    return { at: last?.at ?? 0, item: el("li", {}, open) };
  }

  show(id) {
    this.open = id;
    this.atEnd = true;
    this.draw();
    this.composer.box.focus();
  }

  home() {
    this.open = null;
    this.drawHome();
  }

  look() {
    const chat = this.chats.get(this.open);
    const fresh = chat && [...chat.bubbles.values()].some((view) => view.from === "business" && !["read", "failed"].includes(view.status));
    if (!fresh || document.visibilityState !== "visible" || this.looking) return;
    this.looking = setTimeout(() => {
      this.looking = null;
      ask(this.path("look"), { method: "POST" }).catch((reason) => this.say(reason.message));
    }, 400);
  }

  path(what) { return `/phone/api/${this.number}/${what}?to=${this.open ?? this.numbers[0].id}`; }

  async act(body) { return this.attempt(() => post(this.path("messages"), body)); }

  async upload(file, caption) {
    const form = new FormData();
    form.append("caption", caption);
    form.append("file", file, file.name);
    return this.attempt(() => ask(this.path("messages"), { method: "POST", body: form }));
  }

  async attempt(call) {
    try {
      await call();
      this.notice.classList.add("hidden");
      return true;
    } catch (reason) {
      this.say(reason.message);
      return false;
    }
  }

  say(words) {
    this.notice.textContent = words;
    this.notice.classList.remove("hidden");
    clearTimeout(this.noticeEnds);
    this.noticeEnds = setTimeout(() => this.notice.classList.add("hidden"), 6000);
  }

  settings() {
    const chat = this.chats.get(this.open);
    const path = `/phone/api/${this.number}?to=${this.open ?? this.numbers[0].id}`;
    settingsSheet(this.frame, this.person, chat?.blocked, (fields) => this.attempt(() => post(path, fields)));
  }

  acts() {
    return {
      choose: (view, choice) => this.act({ choose: choice.id, of: view.n }),
      list: (view) => listSheet(this.frame, view, (id) => this.act({ choose: id, of: view.n })),
      flow: (view) => flowSheet(this.frame, view, (response) => this.act({ flow: { n: view.n, response } })),
      place: (view) => placeSheet(this.frame, (location) => this.act({ location, quote: view.n })),
      jump: (n) => this.jump(n),
      menu: (view, anchor) => this.menu(view, anchor),
    };
  }

  menu(view, anchor) {
    const items = [["reply", "Reply", () => this.composer.answer(view)], ["copy", "Copy", () => navigator.clipboard?.writeText(view.text)]];
    if (view.from === "customer") {
      if (view.type === "text") items.push(["edit", "Edit", () => this.composer.edit(view)]);
      items.push(["bin", "Delete for everyone", () => this.act({ revoke: { n: view.n } })]);
    }
    menuPop(this.frame, anchor, items, (emoji) => this.act({ reaction: { n: view.n, emoji: view.reactions.customer === emoji ? "" : emoji } }));
  }

  jump(n) {
    const target = this.log.querySelector(`[data-n="${n}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.add("flash");
    setTimeout(() => target.classList.remove("flash"), 1200);
  }
}
