// WhatsApp's text marks as elements: *bold* _italic_ ~strike~ ```mono``` `code`, and links. Also times and days.

import { el } from "./dom.js";

const MARKS = [
  [/```([\s\S]+?)```/, (inner) => el("code", { text: inner })],
  [/`([^`\n]+)`/, (inner) => el("code", { text: inner })],
  [/https?:\/\/[^\s<>"]+/, null],
  [/(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])/u, (inner) => el("strong", {}, ...formatted(inner))],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])/u, (inner) => el("em", {}, ...formatted(inner))],
  [/(?<![\p{L}\p{N}~])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/u, (inner) => el("s", {}, ...formatted(inner))],
];

export function formatted(text) {
  const parts = [];
  let rest = text;
  while (rest) {
    let best = null;
    for (const [pattern, make] of MARKS) {
      const found = pattern.exec(rest);
      if (found && (!best || found.index < best.found.index)) best = { found, make };
    }
    if (!best) {
      parts.push(rest);
      break;
    }
    const { found, make } = best;
    if (found.index) parts.push(rest.slice(0, found.index));
    let length = found[0].length;
    if (make) {
      parts.push(make(found[1]));
    } else {
      const address = found[0].replace(/[.,;:!?)*_~]+$/, "");
      length = address.length;
      parts.push(el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text: address }));
    }
    rest = rest.slice(found.index + length);
  }
  return parts;
}

export function plain(text) {
  return formatted(text).map((part) => part.textContent ?? part).join("").replace(/\s+/g, " ");
}

const onlyEmoji = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*){1,3}$/u;
export const isBig = (text) => onlyEmoji.test(text.trim());

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long" });

export const timeOf = (seconds) => clock.format(seconds * 1000);

export function dayOf(seconds, now) {
  const start = (at) => new Date(new Date(at * 1000).setHours(0, 0, 0, 0)).getTime();
  const days = Math.round((start(now) - start(seconds)) / 86400000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return weekday.format(seconds * 1000);
  return date.format(seconds * 1000);
}

export function sizeOf(bytes) {
  if (bytes === null || bytes === undefined) return "";
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
