// What the inbox does by itself: presence, drafts, keys, ready answers, where the thread is scrolled to.
"use strict";
(() => {
  const inbox = document.querySelector("[data-inbox]");
  const chosen = inbox ? inbox.dataset.inbox : "";
  const base = "/console/inbox/" + chosen;

  function post(path, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("_csrf", document.body.dataset.csrf);
    return fetch(base + path, { method: "POST", body: new URLSearchParams(form), keepalive: true }).catch(() => null);
  }

  // A form that sends is sent once: until it is answered its button rests, and another submit of it is nothing.
  const sends = (form) => form.matches && form.matches("[data-write], [data-template]");
  function resting(form, rests) {
    if (rests) form.dataset.sending = "yes";
    else delete form.dataset.sending;
    for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = rests;
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!sends(form)) return;
    if (form.dataset.sending) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    resting(form, true);
    dirty.delete(form.dataset.write);
    clearTimeout(timer);
  }, true);
  // Refused, or the line was cut: the same form may be sent again, and what had arrived is not done twice.
  document.addEventListener("htmx:finally:request", (event) => sends(event.target) && resting(event.target, false));
  function freshToken() {
    return "once_" + [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Drafts that are not kept on the server yet, by the kind of text.
  let timer = null;
  const dirty = new Map();

  // Templates: the preview follows the values.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-template]");
    if (!form) return;
    const preview = form.querySelector("[data-preview]");
    preview.textContent = preview.dataset.preview.replace(/\{\{(\d+)\}\}/g, (whole, n) => {
      const field = form.querySelector(`[data-value="${n}"]`);
      return field && field.value ? field.value : whole;
    });
  });
  if (!inbox) return;

  // Clocks: how long until the window closes, an answer is due, or how long somebody waits.
  function span(milliseconds) {
    const minutes = Math.max(0, Math.round(Math.abs(milliseconds) / 60000));
    const shown = minutes < 60 ? [[minutes, "minute"]] : [[Math.floor(minutes / 60), "hour"], [minutes % 60, "minute"]];
    return shown.map(([count, unit]) => count.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "short" })).join(" ");
  }
  const offset = new Date(document.body.dataset.now || Date.now()) - Date.now();
  function tick() {
    const now = Date.now() + offset;
    for (const time of document.querySelectorAll("[data-closes]")) {
      const left = new Date(time.dataset.closes) - now;
      time.textContent = span(left);
      if (left <= 0) stale();
    }
    for (const time of document.querySelectorAll("[data-due]")) {
      const left = new Date(time.dataset.due) - now;
      time.textContent = (left < 0 ? "−" : "") + span(left);
    }
    for (const time of document.querySelectorAll("[data-since]")) time.textContent = span(now - new Date(time.dataset.since));
  }
  if (document.body.dataset.now) { tick(); setInterval(tick, 30000); }

  // Scrolling: the newest is seen unless somebody reads further up.
  const scroll = document.querySelector("[data-scroll]");
  let atEnd = true;
  function toEnd() { if (scroll) scroll.scrollTop = scroll.scrollHeight; }
  if (scroll) {
    const here = scroll.querySelector("[data-here]");
    if (here) { here.scrollIntoView({ block: "center" }); atEnd = false; } else toEnd();
    scroll.addEventListener("scroll", () => { atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80; });
    scroll.addEventListener("load", () => atEnd && toEnd(), true);
  }

  // The box to write in follows what becomes of the conversation: taken by somebody, closed window.
  function stale() {
    const box = document.getElementById("composer");
    const head = document.getElementById("head");
    if (!box || !head) return;
    const is = head.dataset.state + (head.dataset.mine ? "True" : "False") + (head.dataset.open ? "True" : "False");
    if (box.dataset.was === is || box.asked === is) return;
    box.asked = is;
    saveNow().then(() => box.dispatchEvent(new CustomEvent("stale")));
  }
  document.addEventListener("htmx:after:swap", () => {
    if (atEnd) toEnd();
    stale();
    if (document.body.dataset.now) tick();
  });

  // Drafts are kept with the conversation, so that they are there on another machine too.
  let saving = Promise.resolve();
  function saveNow() {
    clearTimeout(timer);
    const saves = [...dirty].map(async ([kind, text]) => {
      const answer = await post("/draft", { kind, text });
      const area = document.querySelector(`[data-text="${kind}"]`);
      // What the server keeps need not stand in this tab as well, where it would cover a newer one from elsewhere.
      if (answer && answer.status === 204 && area && area.value === text) sessionStorage.removeItem("draft:" + area.form.dataset.draft);
    });
    dirty.clear();
    saving = Promise.all([saving, ...saves]); // one that is still on its way is waited for as well
    return saving;
  }
  let typed = 0;
  document.addEventListener("input", (event) => {
    const kind = event.target.dataset && event.target.dataset.text;
    if (!kind) return;
    dirty.set(kind, event.target.value);
    clearTimeout(timer);
    timer = setTimeout(saveNow, 700);
    if (Date.now() - typed > 4000) { typed = Date.now(); post("/look", { typing: "1" }); }
    offer(event.target);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const told = event.target.form.querySelector("[data-file]");
    const file = event.target.files[0];
    told.hidden = !file;
    told.textContent = file ? file.name + " · " + Math.ceil(file.size / 1024) + " KB" : "";
  });

  // Presence.
  if (chosen) {
    post("/look", {});
    setInterval(() => document.visibilityState === "visible" && post("/look", Date.now() - typed < 5000 ? { typing: "1" } : {}), 20000);
    window.addEventListener("pagehide", () => { saveNow(); post("/look", { gone: "1" }); });
  }

  // A message was taken: the box is empty again, and the cursor stays in it.
  document.addEventListener("done", () => {
    for (const form of document.querySelectorAll("[data-write]")) {
      if (!form.dataset.sending) continue;
      resting(form, false);
      dirty.delete(form.dataset.write);
      sessionStorage.removeItem("draft:" + form.dataset.draft);
      sessionStorage.removeItem("sent");
      form.reset();
      form.elements._once.value = freshToken();
      const area = form.querySelector("textarea");
      area.value = "";
      area.defaultValue = "";
      area.focus();
      const told = form.querySelector("[data-file]");
      if (told) told.hidden = true;
    }
    atEnd = true;
  });

  // Tabs, emoji, ready answers and mentions.
  function tab(name) {
    for (const button of document.querySelectorAll("[data-tab]")) button.setAttribute("aria-selected", String(button.dataset.tab === name));
    for (const panel of document.querySelectorAll("[data-panel]")) panel.hidden = panel.dataset.panel !== name;
    const area = document.querySelector(`[data-panel="${name}"] textarea`);
    if (area) area.focus();
  }
  function insert(area, text, from) {
    const begin = from === undefined ? area.selectionStart : from;
    area.setRangeText(text, begin, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function offer(area) {
    const before = area.value.slice(0, area.selectionStart);
    const found = area.dataset.text === "reply" ? before.match(/^\/([\w-]*)$/) : before.match(/@([\w.]*)$/);
    const list = document.querySelector(`[data-ready="${area.dataset.text}"]`);
    if (found && !list) return void document.getElementById("ready").dispatchEvent(new CustomEvent("wanted"));
    if (!list) return;
    let first = true;
    list.hidden = !found;
    for (const one of list.querySelectorAll("[role=option]")) {
      one.hidden = !found || !one.dataset.name.startsWith(found[1].toLowerCase());
      one.setAttribute("aria-selected", String(!one.hidden && first));
      if (!one.hidden) first = false;
    }
  }
  function choose(one) {
    const list = one.closest("[data-ready]");
    const area = document.querySelector(`[data-text="${list.dataset.ready}"]`);
    list.hidden = true;
    const from = list.dataset.ready === "reply" ? 0 : area.value.lastIndexOf("@", area.selectionStart - 1);
    insert(area, one.dataset.value, from);
    list.hidden = true;
  }
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.dataset && target.dataset.tab) tab(target.dataset.tab);
    const emoji = target.closest("[data-insert]");
    if (emoji) insert(emoji.closest("form").querySelector("textarea"), emoji.dataset.insert);
    const ready = target.closest("[data-ready] [role=option]");
    if (ready) choose(ready);
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const area = document.activeElement;
    if (area && area.dataset && area.dataset.text) offer(area);
  });

  // Keys.
  document.addEventListener("keydown", (event) => {
    const area = event.target.closest && event.target.closest("[data-text]");
    if (area) {
      const list = document.querySelector(`[data-ready="${area.dataset.text}"]:not([hidden])`);
      const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);  // also while names or answers are offered
      if (list && !sends && ["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) {
        const shown = [...list.querySelectorAll("[role=option]:not([hidden])")];
        const at = shown.findIndex((one) => one.getAttribute("aria-selected") === "true");
        if (event.key === "Escape") list.hidden = true;
        else if (event.key === "Enter") { if (at < 0) return; choose(shown[at]); }
        else {
          const next = shown[(at + (event.key === "ArrowDown" ? 1 : shown.length - 1)) % shown.length];
          for (const one of shown) one.setAttribute("aria-selected", String(one === next));
          if (next) next.scrollIntoView({ block: "nearest" });
        }
        event.preventDefault();
        return;
      }
      if (sends) { event.preventDefault(); if (list) list.hidden = true; if (!area.form.dataset.sending) area.form.requestSubmit(); }
      if (event.key === "Escape") area.blur();
      return;
    }
    if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...document.querySelectorAll("[data-entry]")];
    const at = links.findIndex((one) => one === document.activeElement || (one.getAttribute("aria-current") && !links.includes(document.activeElement)));
    if (event.key === "j" || event.key === "k") {
      const next = links[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
      if (next) next.focus();
    } else if (event.key === "r" || event.key === "n") {
      event.preventDefault();
      tab(event.key === "r" ? "reply" : "note");
    } else if (event.key === "/") {
      event.preventDefault();
      document.querySelector(".inbox-list input[type=search]").focus();
    } else {
      const button = document.querySelector(`[data-key="${CSS.escape(event.key)}"] button`);
      if (button) button.click();
    }
  });
})();
