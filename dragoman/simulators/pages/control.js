"use strict";
// The control desk: reads GET /faults and GET /clock, sets faults and moves the clock.

const byId = (id) => document.getElementById(id);
let known = {};
let partner = "";
let serverAhead = 0; // milliseconds by which the simulated clock is ahead of this browser's

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function notice(text, bad = false) {
  const box = byId("notice");
  box.textContent = text;
  box.classList.toggle("bad", bad);
  box.hidden = false;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { box.hidden = true; }, 4000);
}

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const content = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(content.detail || answer.statusText);
  return content;
}

async function attempt(work) {
  try { await work(); } catch (reason) { notice(reason.message, true); }
}

function showActive(active) {
  const list = byId("active");
  list.replaceChildren();
  if (!active.length) list.append(element("li", "No fault is set. Every partner behaves.", { class: "none" }));
  for (const fault of active) {
    const row = element("li");
    row.append(element("strong", fault.fault), element("span", `${fault.partner} · ${fault.operation}`),
      element("em", `× ${fault.times}`));
    list.append(row);
  }
}

function showOperations() {
  const box = byId("operations");
  box.replaceChildren();
  for (const [operation, faults] of Object.entries(known[partner] || {})) {
    const row = element("div", "", { class: "operation" });
    row.append(element("h3", operation));
    const buttons = element("div", "", { class: "chips" });
    for (const fault of faults) {
      const button = element("button", fault, { class: "chip", type: "button" });
      button.addEventListener("click", () => attempt(() => setFault(operation, fault)));
      buttons.append(button);
    }
    row.append(buttons);
    box.append(row);
  }
}

function showPartners() {
  const tabs = byId("partners");
  tabs.replaceChildren();
  for (const name of Object.keys(known)) {
    const tab = element("button", name, { role: "tab", type: "button", "aria-selected": String(name === partner) });
    tab.addEventListener("click", () => { partner = name; showPartners(); showOperations(); });
    tabs.append(tab);
  }
}

async function setFault(operation, fault) {
  const times = Number(byId("times").value) || 1;
  await call("POST", "/faults", { partner, operation, fault, times });
  notice(`${fault} is set on ${partner} ${operation}, ${times} ×`);
  await refreshFaults();
}

async function refreshFaults() {
  const { known: all, active } = await call("GET", "/faults");
  const changed = JSON.stringify(all) !== JSON.stringify(known);
  known = all;
  if (!(partner in known)) partner = Object.keys(known)[0] || "";
  if (changed) { showPartners(); showOperations(); }
  showActive(active);
}

function span(seconds) {
  if (seconds < 60) return "the present";
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ") + " ahead";
}

function showReading(reading) {
  serverAhead = new Date(reading.now).getTime() - Date.now();
  byId("shift").textContent = span(reading.shift_seconds);
  tick();
}

function tick() {
  const now = new Date(Date.now() + serverAhead);
  byId("now").textContent = now.toLocaleString("en-GB", {
    weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
  }) + " UTC";
}

byId("advance").addEventListener("click", (event) => {
  const seconds = Number(event.target.dataset.seconds);
  if (!seconds) return;
  attempt(async () => {
    const reading = await call("POST", "/clock/advance", { seconds });
    showReading(reading);
    if (reading.unheard.length) notice("The simulators moved, but the product did not answer.", true);
  });
});
byId("clear").addEventListener("click", () => attempt(async () => { await call("DELETE", "/faults"); await refreshFaults(); }));

setInterval(tick, 1000);
setInterval(() => { if (!document.hidden) attempt(refreshFaults); }, 5000);
attempt(refreshFaults);
attempt(async () => showReading(await call("GET", "/clock")));
