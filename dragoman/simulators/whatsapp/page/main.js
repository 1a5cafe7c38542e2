// The desk: which phones stand on it, one live stream for all of them, light and dark.

import { ask, el, icon, post } from "./dom.js";
import { Phone } from "./phone.js";

const DEMO = [["2348035550101", "Ada Obi"], ["233245550102", "Kofi Mensah"]];
const MAX = 12;
const deck = document.querySelector(".deck");
const tabs = document.querySelector(".tabs");
const line = document.querySelector(".line");
const form = document.querySelector(".add");
const phones = new Map();
let stream = null;
let shown = null;

const digitsOf = (text) => text.replace(/\D/g, "");
const remember = () => localStorage.setItem("phones", JSON.stringify([...phones.keys()]));

async function start() {
  theme(localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const asked = new URLSearchParams(location.search).get("phones");
  if (asked !== null) {
    const wanted = asked.split(",").map((part) => part.split(":")).map(([phone, name]) => [digitsOf(phone), name ?? ""]);
    await put(wanted.filter(([phone]) => phone));
  } else {
    const kept = JSON.parse(localStorage.getItem("phones") ?? "null");
    await put(kept ? kept.map((phone) => [phone, DEMO.find(([one]) => one === phone)?.[1] ?? ""]) : DEMO);
  }
}

async function put(wanted) {
  for (const [number, name] of wanted) {
    if (phones.has(number)) continue;
    if (phones.size >= MAX) {
      line.textContent = `At most ${MAX} phones fit on the desk.`;
      break;
    }
    try {
      const { person } = await ask(`/phone/api/${number}`);
      if (name && person.name === `+${number}`) await post(`/phone/api/${number}`, { name });
    } catch (reason) {
      line.textContent = reason.message;
      continue;
    }
    const phone = new Phone(number, () => remove(number));
    phones.set(number, phone);
    deck.append(phone.frame);
    shown ??= number;
  }
  remember();
  listen();
}

function remove(number) {
  phones.get(number)?.frame.remove();
  phones.delete(number);
  if (shown === number) shown = [...phones.keys()][0] ?? null;
  remember();
  listen();
}

function listen() {
  stream?.close();
  stream = null;
  drawTabs();
  if (!phones.size) return;
  stream = new EventSource(`/phone/stream?numbers=${[...phones.keys()].join(",")}`);
  stream.onopen = () => { line.textContent = ""; };
  stream.onerror = () => { line.textContent = "The simulator does not answer; trying again…"; };
  stream.onmessage = (message) => {
    const event = JSON.parse(message.data);
    phones.get(event.phone)?.apply(event);
    drawTabs();
  };
}

function drawTabs() {
  for (const [number, phone] of phones) phone.frame.classList.toggle("shown", number === shown);
  const labels = [...phones].map(([number, phone]) => `${number} ${phone.person.name} ${number === shown}`).join();
  if (tabs.dataset.labels === labels) return;
  tabs.dataset.labels = labels;
  const pick = (number) => () => { shown = number; drawTabs(); phones.get(number).look(); };
  tabs.replaceChildren(...[...phones].map(([number, phone]) => el("button", { type: "button", role: "tab", "aria-selected": String(number === shown), text: phone.person.name, onclick: pick(number) })));
}

function theme(name) {
  document.documentElement.dataset.theme = name;
  document.querySelector(".theme").replaceChildren(icon("sun"));
}

document.querySelector(".theme").addEventListener("click", () => {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", next);
  theme(next);
});
document.querySelector(".more-phones").addEventListener("click", (event) => {
  event.currentTarget.setAttribute("aria-expanded", String(form.classList.toggle("open")));
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  line.textContent = "";
  const number = digitsOf(form.elements.phone.value);
  await put([[number, form.elements.name.value.trim()]]);
  if (!phones.has(number)) return;
  form.reset();
  form.classList.remove("open");
  shown = number;
  drawTabs();
});
document.addEventListener("visibilitychange", () => { for (const phone of phones.values()) phone.look(); });
setInterval(() => { for (const phone of phones.values()) phone.tick(); }, 20000);
start();
