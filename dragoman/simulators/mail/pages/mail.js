"use strict";
// The mailbox reader: lists GET /mail/api/messages and shows one message.

const byId = (id) => document.getElementById(id);
let messages = [];
let openId = location.hash.slice(1);

function element(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const when = (stamp) => new Date(stamp).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function snippet(message) {
  return (message.text || message.html.replace(/<style[\s\S]*?<\/style>|<[^>]+>/g, " ")).replace(/\s+/g, " ").trim().slice(0, 110);
}

function row(message) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${message.id}`;
  if (message.id === openId) link.setAttribute("aria-current", "true");
  const top = element("span", "", "top-line");
  top.append(element("strong", message.to.join(", ")), element("time", when(message.received_at)));
  const subject = element("span", message.subject || "(no subject)", "subject");
  if (message.attachments.length) subject.append(element("em", message.attachments.length === 1 ? "1 file" : `${message.attachments.length} files`));
  link.append(top, subject, element("span", snippet(message), "snippet"));
  item.append(link);
  return item;
}

function showList() {
  const wanted = byId("find").value.toLowerCase();
  const rows = messages.filter((m) => `${m.to} ${m.from} ${m.subject} ${m.text}`.toLowerCase().includes(wanted));
  byId("list").replaceChildren(...rows.map(row));
  byId("empty").hidden = messages.length > 0;
}

function showView(message, view) {
  byId("html").hidden = view !== "html";
  byId("text").hidden = view !== "text";
  for (const tab of byId("views").children) tab.setAttribute("aria-selected", String(tab.dataset.view === view));
}

function showViews(message) {
  const views = [message.html && ["html", "Message"], message.text && ["text", "Plain text"]].filter(Boolean);
  byId("views").replaceChildren(...views.map(([view, title]) => {
    const tab = element("button", title);
    tab.dataset.view = view;
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => showView(message, view));
    return tab;
  }));
  byId("views").hidden = views.length < 2;
  if (message.html) byId("html").src = `/mail/api/messages/${message.id}/html`;
  byId("text").textContent = message.text;
  showView(message, message.html ? "html" : "text");
}

function showFiles(message) {
  byId("files").replaceChildren(...message.attachments.map((file) => {
    const item = document.createElement("li");
    const link = element("a", file.filename);
    link.href = file.url;
    link.download = file.filename;
    link.append(element("span", size(file.size)));
    item.append(link);
    return item;
  }));
}

function showOpen() {
  const message = messages.find((m) => m.id === openId);
  byId("open").hidden = !message;
  byId("nothing").hidden = Boolean(message);
  byId("panes").classList.toggle("message-open", Boolean(message));
  if (!message) return;
  byId("subject").textContent = message.subject || "(no subject)";
  byId("from").textContent = message.from;
  byId("to").textContent = message.to.join(", ");
  byId("received").textContent = when(message.received_at);
  showFiles(message);
  showViews(message);
}

async function refresh() {
  const answer = await fetch("/mail/api/messages");
  if (!answer.ok) return;
  const fresh = await answer.json();
  if (fresh.length === messages.length && fresh[0]?.id === messages[0]?.id) return;
  const wasOpen = messages.some((m) => m.id === openId);
  messages = fresh;
  showList();
  if (!wasOpen || !messages.some((m) => m.id === openId)) showOpen();
}

addEventListener("hashchange", () => { openId = location.hash.slice(1); showList(); showOpen(); });
byId("find").addEventListener("input", showList);
byId("close").addEventListener("click", () => { location.hash = ""; });
byId("clear").addEventListener("click", async () => { await fetch("/mail/api/messages", { method: "DELETE" }); messages = [{}]; await refresh(); showOpen(); });
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
refresh();
