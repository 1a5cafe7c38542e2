// One message as elements: quote, header, media, words, footer, time and ticks, and the buttons beneath.

import { el, icon, ticks } from "./dom.js";
import { formatted, isBig, plain, sizeOf, timeOf } from "./words.js";

export function row(view, { first, acts, businessName }) {
  const out = view.from === "customer";
  const photo = !view.revoked && (["image", "video"].includes(view.media?.kind) || ["image", "video"].includes(view.header?.type));
  const wide = !out && !view.revoked && (view.choices.length || view.button || view.buttons?.length || view.cards);
  const names = ["row", out && "out", first && "first", photo ? "has-photo" : wide && "wide"];
  const made = el("article", { class: names.filter(Boolean).join(" "), "data-n": view.n, "aria-label": out ? "You" : businessName });
  const bubble = el("div", { class: `bubble ${view.type === "sticker" ? "sticker" : ""}` });
  made.append(bubble);
  if (view.revoked) {
    bubble.append(el("div", { class: "gone" }, icon("ban"), el("span", { text: out ? "You deleted this message" : "This message was deleted" })), blockMeta(view, out));
    return made;
  }
  if (view.quoted) bubble.append(quote(view.quoted, businessName, acts));
  bubble.append(...header(view.header), ...media(view), ...body(view, out));
  bubble.append(moreButton(view, acts));
  if (view.cards) made.append(el("div", { class: "cards" }, ...view.cards.map(card)));
  const buttons = under(view, acts);
  if (buttons.inside.length) bubble.append(el("div", { class: "under inside" }, ...buttons.inside));
  const reactions = Object.values(view.reactions ?? {});
  if (reactions.length) made.append(el("div", { class: "reactions", "aria-label": "Reactions" }, ...reactions));
  if (buttons.below.length) made.append(el("div", { class: "under" }, ...buttons.below));
  return made;
}

function meta(view, out) {
  const parts = [view.edited && el("span", { text: "Edited" }), el("time", { text: timeOf(view.at) }), out && ticks(view.status)];
  return el("span", { class: "meta" }, ...parts.filter(Boolean));
}

const blockMeta = (view, out) => el("div", { class: "block-meta" }, meta(view, out));

function body(view, out) {
  const parts = [];
  if (view.text && !view.contacts) {
    const words = el("div", { class: isBig(view.text) && view.type === "text" ? "words big" : "words" }, ...formatted(view.text));
    if (view.footer || view.detail || isBig(view.text)) parts.push(words);
    else {
      words.append(meta(view, out));
      return [words];
    }
  }
  if (view.detail) parts.push(el("div", { class: "detail", text: view.detail }));
  if (view.footer) parts.push(el("div", { class: "foot", text: view.footer }));
  parts.push(blockMeta(view, out));
  return parts;
}

function header(head) {
  if (!head) return [];
  if (head.type === "text") return [el("div", { class: "head", text: head.text })];
  if (head.type === "location") return [map(head.location)];
  return media({ media: head.media, text: "" });
}

function media(view) {
  if (view.location) return [map(view.location)];
  if (view.contacts) return view.contacts.map((found) => contact(found));
  const file = view.media;
  if (!file) return [];
  if (file.kind === "image" || file.kind === "sticker") {
    const image = el("img", { src: file.url, alt: view.text || file.filename, loading: "lazy" });
    return [el("a", { class: file.kind === "sticker" ? "" : "photo", href: file.url, target: "_blank", rel: "noopener" }, image)];
  }
  if (file.kind === "video") return [el("div", { class: "photo" }, el("video", { src: file.url, controls: true, preload: "metadata" }))];
  if (file.kind === "audio") return [el("audio", { src: file.url, controls: true, preload: "none", "aria-label": "Voice message" })];
  return [document_(file)];
}

function document_(file) {
  const kind = (file.filename.includes(".") ? file.filename.split(".").pop() : "file").toUpperCase().slice(0, 4);
  const facts = [kind, sizeOf(file.size)].filter(Boolean).join(" · ");
  const sheet = el("span", { class: kind === "PDF" ? "sheet-icon" : "sheet-icon other", text: kind, "aria-hidden": "true" });
  const label = `Open document ${file.filename}`;
  return el("a", { class: "file", href: file.url, target: "_blank", rel: "noopener", "aria-label": label }, sheet, el("span", {}, el("b", { text: file.filename }), el("small", { text: facts })));
}

function map(place) {
  const at = `${place.latitude},${place.longitude}`;
  const href = `https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=15/${place.latitude}/${place.longitude}`;
  return el("a", { class: "map", href, target: "_blank", rel: "noopener noreferrer", "aria-label": `Location ${place.name || at}` }, icon("pin"));
}

function contact(found) {
  const name = found.names.join(", ");
  return el("div", { class: "card" }, el("span", { class: "avatar" }, icon("person")), el("span", {}, el("b", { text: name }), el("div", { class: "foot", text: found.phones.join(", ") })));
}

function card(view) {
  const made = el("div", { class: "bubble" }, ...header(view.header), el("div", { class: "words" }, ...formatted(view.text)));
  if (view.link) made.append(el("div", { class: "under inside" }, link(view.link, view.button)));
  return made;
}

function quote(quoted, businessName, acts) {
  const who = quoted.from === "customer" ? "You" : businessName;
  return el("button", { type: "button", class: "quote", onclick: () => acts.jump(quoted.n) }, el("b", { text: who }), el("span", { text: plain(quoted.text) }));
}

const link = (href, text) => el("a", { href, target: "_blank", rel: "noopener noreferrer" }, icon("open"), text);

function under(view, acts) {
  const inside = [];
  const below = [];
  if (view.from !== "business") return { inside, below };
  if (view.interactive === "list") inside.push(button("list", view.button, () => acts.list(view)));
  else if (view.interactive === "cta_url") inside.push(link(view.link, view.button));
  else if (view.interactive === "flow") inside.push(button("form", view.button, () => acts.flow(view), Boolean(view.chosen)));
  else if (view.interactive === "location_request_message") inside.push(button("pin", "Send location", () => acts.place(view)));
  else {
    for (const choice of view.choices) {
      const made = button("reply", choice.title, () => acts.choose(view, choice), Boolean(view.chosen));
      if (view.chosen === choice.id) {
        made.classList.add("chosen");
        made.setAttribute("aria-pressed", "true");
        made.firstChild.replaceWith(icon("check"));
      }
      below.push(made);
    }
  }
  for (const one of view.buttons ?? []) {
    if (one.url) inside.push(link(one.url, one.text));
    else if (one.code) inside.push(button("copy", one.text, () => navigator.clipboard?.writeText(one.code)));
    else if (one.phone) inside.push(el("a", { href: `tel:${one.phone}` }, icon("person"), one.text));
  }
  return { inside, below };
}

function button(name, text, onclick, disabled = false) {
  return el("button", { type: "button", onclick, disabled }, icon(name), el("span", { text }));
}

function moreButton(view, acts) {
  const made = el("button", { type: "button", class: "more", "aria-label": "Message options", "aria-haspopup": "menu", onclick: () => acts.menu(view, made) }, icon("down"));
  return made;
}
