// What opens inside a phone: bottom sheets (list, settings, place, form) and small menus. Esc or a tap outside closes.

import { el, icon, roundButton } from "./dom.js";

const EMOJI = "😀 😃 😄 😁 😅 😂 🙂 😉 😊 😍 😘 😎 🤔 😐 😴 😢 😭 😡 👍 👎 👌 🙏 👏 💪 👋 🤝 ❤️ 💚 🔥 🎉 ✨ ✅ ❌ ❗ ❓ ✈️ 🛫 🛬 🧳 🛂 🎫 🏨 🏝️ 🏖️ 🌋 🚗 🚢 🛵 🗺️ 📍 📅 ⏰ 💳 💰 🧾 📄 📷 ☀️ 🌧️ 🍹".split(" ");
const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
const PLACES = [
  ["Murtala Muhammed Airport, Lagos", 6.5774, 3.3212],
  ["Nnamdi Azikiwe Airport, Abuja", 9.0068, 7.2632],
  ["Kotoka Airport, Accra", 5.6052, -0.1668],
  ["Ngurah Rai Airport, Bali", -8.7482, 115.1672],
];

export function sheet(host, title, body, footer = null) {
  const before = document.activeElement;
  const veil = el("div", { class: "veil" });
  const close = () => {
    veil.remove();
    before?.focus?.();
  };
  const panel = el("section", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-label": title },
    el("header", {}, roundButton("close", "Close", close), el("h3", { text: title })), el("div", { class: "body" }, ...body), footer ? el("footer", {}, footer) : null);
  veil.append(panel);
  veil.addEventListener("click", (event) => event.target === veil && close());
  veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
  host.append(veil);
  (panel.querySelector("input, textarea") ?? panel.querySelector("button")).focus();
  return close;
}

export function listSheet(host, view, send) {
  let picked = null;
  const button = el("button", { type: "button", class: "solid", disabled: true, text: "Send", onclick: () => { close(); send(picked); } });
  const group = el("div", { role: "radiogroup", "aria-label": view.button });
  for (const section of view.sections) {
    if (section.title) group.append(el("h4", { text: section.title }));
    for (const line of section.rows) {
      const radio = el("input", { type: "radio", name: `list-${view.n}`, value: line.id, "aria-label": line.title, onchange: () => { picked = line.id; button.disabled = false; } });
      group.append(el("label", { class: "option" }, el("span", { class: "grow" }, line.title, line.description ? el("small", { text: line.description }) : null), radio));
    }
  }
  const close = sheet(host, view.button, [group], button);
}

export function flowSheet(host, view, send) {
  const box = el("textarea", { class: "text", "aria-label": "Answers as JSON", spellcheck: "false" });
  box.value = "{\n  \n}";
  const fault = el("p", { class: "plain", role: "alert" });
  const done = () => {
    try {
      const answers = JSON.parse(box.value);
      if (answers === null || typeof answers !== "object" || Array.isArray(answers)) throw new Error();
      close();
      send(answers);
    } catch {
      fault.textContent = "Answers are a JSON object such as {\"name\": \"Ada\"}.";
    }
  };
  const close = sheet(host, view.button, [el("h4", { text: "Answers of this form" }), box, fault], el("button", { type: "button", class: "solid", text: "Submit", onclick: done }));
}

export function placeSheet(host, send) {
  const field = (label, value) => el("input", { class: "text", "aria-label": label, placeholder: label, value });
  const [latitude, longitude, name] = [field("Latitude", "6.5244"), field("Longitude", "3.3792"), field("Name", "Lagos")];
  const go = (place) => { close(); send(place); };
  const known = PLACES.map(([title, lat, lon]) => el("button", { type: "button", class: "plain", text: title, onclick: () => go({ latitude: lat, longitude: lon, name: title }) }));
  const own = () => go({ latitude: Number(latitude.value), longitude: Number(longitude.value), name: name.value });
  const close = sheet(host, "Send location", [el("h4", { text: "Nearby" }), ...known.flatMap((one) => [one, el("br")]), el("h4", { text: "Elsewhere" }), latitude, longitude, name], el("button", { type: "button", class: "solid", text: "Send this location", onclick: own }));
}

export function settingsSheet(host, person, blocked, change) {
  const name = el("input", { class: "text", "aria-label": "Profile name", maxlength: "100", value: person.name, onchange: () => name.value.trim() && change({ name: name.value.trim() }) });
  const username = el("input", { class: "text", "aria-label": "Username", placeholder: "username", value: person.username, onchange: () => change({ username: username.value.trim().toLowerCase() }) });
  const option = (label, help, checked, field, invert = false) => {
    const box = el("input", { type: "checkbox", role: "switch", "aria-label": label, checked: Boolean(checked), onchange: () => change({ [field]: invert ? !box.checked : box.checked }) });
    return el("label", { class: "option" }, el("span", { class: "grow" }, label, el("small", { text: help })), box);
  };
  sheet(host, "Settings of this phone", [
    el("h4", { text: "Profile" }), name, username,
    el("h4", { text: "Privacy" }),
    option("Hide phone number", "Businesses see only a user id", person.hides_phone, "hides_phone"),
    option("Read receipts", "Blue ticks for the business", person.read_receipts, "read_receipts"),
    option("Offers and announcements", "Marketing messages from this business", person.wants_marketing, "wants_marketing"),
    option("Block this business", "Its messages stay undelivered", blocked, "blocked"),
    el("h4", { text: "Network" }),
    option("Aeroplane mode", "Messages wait until the phone is back", !person.online, "online", true),
  ]);
}

export function pop(host, className, children) {
  host.querySelector(".pop")?.remove();
  const before = document.activeElement;
  const made = el("div", { class: `pop ${className}` }, ...children);
  const close = () => {
    made.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (document.activeElement === document.body) before?.focus?.();
  };
  const outside = (event) => made.contains(event.target) || close();
  document.addEventListener("pointerdown", outside, true);
  made.addEventListener("keydown", (event) => event.key === "Escape" && close());
  host.append(made);
  return { made, close };
}

export function emojiPop(host, pick) {
  const buttons = EMOJI.map((one) => el("button", { type: "button", text: one, "aria-label": `Emoji ${one}`, onclick: () => pick(one) }));
  pop(host, "emoji", buttons).made.firstChild.focus();
}

export function menuPop(host, anchor, items, react) {
  const line = ([name, label, act]) => el("button", { type: "button", class: "item", role: "menuitem", onclick: () => { close(); act(); } }, icon(name), label);
  const quick = react && el("div", { class: "quick" }, ...QUICK.map((one) => el("button", { type: "button", text: one, "aria-label": `React ${one}`, onclick: () => { close(); react(one); } })));
  const { made, close } = pop(host, "menu", [quick, ...items.map(line)].filter(Boolean));
  made.setAttribute("role", "menu");
  if (anchor) {
    const [at, frame] = [anchor.getBoundingClientRect(), host.getBoundingClientRect()];
    const [x, y] = [at.left - frame.left - host.clientLeft - 60, at.bottom - frame.top - host.clientTop + 4];
    made.style.left = `${Math.max(8, Math.min(x, host.clientWidth - made.offsetWidth - 8))}px`;
    made.style.top = `${Math.max(8, Math.min(y, host.clientHeight - made.offsetHeight - 8))}px`;
  }
  made.querySelector("button").focus();
}

export function attachPop(host, items) {
  const line = ([name, label, act]) => el("button", { type: "button", class: "item", role: "menuitem", onclick: () => { close(); act(); } }, icon(name), label);
  const { made, close } = pop(host, "menu attach", items.map(line));
  made.setAttribute("role", "menu");
  made.querySelector("button").focus();
}
