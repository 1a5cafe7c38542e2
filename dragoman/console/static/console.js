// The little that pages do by themselves. Everything else is a link, a form, or htmx.
"use strict";
(() => {
  const body = document.body;
  const signedIn = Boolean(body.dataset.csrf);

  // Requests of htmx carry the token of this session's forms.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx.request;
    if (!["GET", "HEAD"].includes((request.method || "GET").toUpperCase())) request.headers["X-CSRF"] = body.dataset.csrf;
  });

  // Live news. One tab of this browser keeps the stream and tells the others: browsers allow six streams to a host.
  const news = "BroadcastChannel" in window ? new BroadcastChannel("dragoman-live") : null;
  let place = body.dataset.livePlace;
  let leaving = false; // who signs out is led to the door by the answer, not back to this page

  function hear(message) {
    if (message.place) place = message.place;
    if (message.name === "reload") return location.reload();
    if (message.name === "ended" && leaving) return;
    if (message.name === "ended") return location.assign("/console/sign-in?next=" + encodeURIComponent(location.pathname + location.search));
    if (message.name === "state") return void (document.getElementById("live-state").hidden = message.connected);
    if (message.name !== "live") return;
    const kind = message.subject.split(":")[0] + ":*";
    for (const element of document.querySelectorAll("[data-live]")) {
      const wanted = element.dataset.live.split(/\s+/);
      if (!wanted.includes(message.subject) && !wanted.includes(kind)) continue;
      if (element.liveTimer) continue; // several news at once ask once
      element.liveTimer = setTimeout(() => {
        element.liveTimer = null;
        element.dispatchEvent(new CustomEvent("live", { detail: message }));
      }, 40);
    }
    document.dispatchEvent(new CustomEvent("dragoman:live", { detail: message }));
  }

  // What the keeper of the stream has told, for tabs that were drawn before they could hear it.
  const told = [];
  const TOLD_MAX = 500;
  let keeps = false;
  const settled = (at) => Number(String(at).split("-")[0]); // a place is "transaction-time", see engine/live.py
  function catchUp(since) {
    if (!keeps) return;
    if (told.length === TOLD_MAX && settled(told[0].place) >= settled(since.place)) return news.postMessage({ name: "reload", to: since.from });
    for (const message of told) if (settled(message.place) >= settled(since.place)) news.postMessage({ ...message, to: since.from });
  }

  function tell(message) {
    if (message.name === "live" && told.push(message) > TOLD_MAX) told.shift();
    hear(message);
    if (news) news.postMessage(message);
  }

  function listen() {
    keeps = true;
    const source = new EventSource("/console/live?after=" + encodeURIComponent(place || ""));
    source.onopen = () => tell({ name: "state", connected: true });
    source.onerror = () => {
      tell({ name: "state", connected: false });
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
    };
    for (const name of ["hello", "live", "reload", "ended"]) {
      source.addEventListener(name, (event) => {
        if (name === "reload" || name === "ended") source.close();
        tell({ name, place: event.lastEventId, ...JSON.parse(event.data) });
      });
    }
    window.addEventListener("pagehide", () => source.close());
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  if (signedIn) {
    if (news) {
      const me = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());
      news.onmessage = (event) => {
        if (event.data.name === "since") return catchUp(event.data);
        if (!event.data.to || event.data.to === me) hear(event.data);
      };
      news.postMessage({ name: "since", from: me, place });
    }
    if (news && navigator.locks) navigator.locks.request("dragoman-live", () => new Promise(listen));
    else listen();
  }

  // Drafts: what is typed into a form with data-draft is kept in this tab until the form is sent and answered well.
  const draftKey = (form) => "draft:" + form.dataset.draft;
  const draftable = (element) => element.name && !element.name.startsWith("_") && !["password", "hidden", "file"].includes(element.type);

  function restore(root) {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      const kept = sessionStorage.getItem(draftKey(form));
      if (!kept || form.dataset.restored) continue;
      form.dataset.restored = "yes";
      const values = JSON.parse(kept);
      for (const element of form.elements) {
        if (!draftable(element) || !(element.name in values)) continue;
        if (element.type === "checkbox" || element.type === "radio") element.checked = values[element.name].includes(element.value);
        else element.value = values[element.name][0];
      }
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !form.dataset.draft || !draftable(event.target)) return;
    const values = {};
    for (const element of form.elements) {
      if (!draftable(element)) continue;
      if ((element.type === "checkbox" || element.type === "radio") && !element.checked) continue;
      (values[element.name] = values[element.name] || []).push(element.value);
    }
    sessionStorage.setItem(draftKey(form), JSON.stringify(values));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-sign-out")) {
      leaving = true;
      sessionStorage.clear();
    }
    if (form.dataset.draft) sessionStorage.setItem("sent", draftKey(form));
    if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) event.preventDefault();
  }, true);
  // The page that comes after a post says whether it went well: a refusal, a proof that is asked, a lost session keep the draft.
  const sent = sessionStorage.getItem("sent");
  const lost = document.cookie.split("; ").includes("dragoman_kept=1");
  if (sent && signedIn) {
    if (!lost && !document.querySelector("[data-code], [data-proof]")) sessionStorage.removeItem(sent);
    if (!document.querySelector("[data-proof]")) sessionStorage.removeItem("sent");
    document.cookie = "dragoman_kept=; max-age=0; path=/console";
  }
  restore(document);
  document.addEventListener("htmx:after:swap", () => restore(document));

  // Keys and small gestures.
  const dialog = (id) => document.getElementById(id);
  function openPalette() {
    const palette = dialog("palette");
    palette.showModal();
    palette.querySelector("input").dispatchEvent(new CustomEvent("palette"));
  }
  let going = false;
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && dialog("palette")) {
      event.preventDefault();
      return openPalette();
    }
    if (event.target.closest("input, textarea, select, [contenteditable]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" && dialog("keys")) return dialog("keys").showModal();
    if (going) {
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) link.click();
    }
    going = event.key === "g" && !going;
  });
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest("#palette");
    if (!list || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const links = [...list.querySelectorAll("[data-found] a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Enter") {
      if (at < 0 && links.length) { event.preventDefault(); links[0].click(); }
      return;
    }
    event.preventDefault();
    const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    (next || list.querySelector("input")).focus();
  });
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (target.closest("[data-open=palette]")) openPalette();
    const more = target.closest("[data-menu]");
    if (more) more.setAttribute("aria-expanded", String(dialog("all").toggleAttribute("data-open")));
    if (target.closest("[data-close]")) target.closest("[data-toast]").remove();
    if (target.matches("[data-select]")) target.select();
    if (target.closest("[data-print]")) window.print();
    if (target.closest("#over [data-back]")) { event.preventDefault(); dialog("over").replaceChildren(); }
  });
  setInterval(() => {
    for (const toast of document.querySelectorAll("[data-toast]:not([role=alert])")) {
      toast.age = (toast.age || 0) + 1;
      if (toast.age > 8 && !toast.matches(":hover, :focus-within")) toast.remove();
    }
  }, 1000);
})();
