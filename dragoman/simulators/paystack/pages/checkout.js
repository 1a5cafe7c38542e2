"use strict";
// The simulated hosted checkout: reads …/details, posts …/pay, and leads back to the shop.

const byId = (id) => document.getElementById(id);
const here = location.pathname.replace(/\/$/, "");
const REDIRECT_AFTER_MS = 2500;
let details = null;
let lastCard = null; // what was tried, kept while a PIN or OTP is asked for

const money = (minor, currency) =>
  new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" }).format(minor / 100);

function show(name) {
  for (const id of ["card-form", "secret-form", "transfer", "result"]) byId(id).hidden = id !== name;
  byId("tabs").hidden = name === "result" || name === "secret-form" || details.channels.length < 2;
  byId("foot").hidden = name === "result";
  byId("error").hidden = true;
}

function showTabs(chosen) {
  const names = { card: "Card", bank_transfer: "Transfer" };
  byId("tabs").replaceChildren(...details.channels.map((channel) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = names[channel];
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", String(channel === chosen));
    tab.addEventListener("click", () => choose(channel));
    return tab;
  }));
}

function choose(channel) {
  showTabs(channel);
  show(channel === "card" ? "card-form" : "transfer");
}

function result(good, title, text, link) {
  byId("sign").className = good ? "sign good" : "sign bad";
  byId("result-title").textContent = title;
  byId("result-text").textContent = text;
  byId("result-link").hidden = !link;
  if (link) byId("result-link").href = link;
  byId("again").hidden = good;
  show("result");
}

async function pay(payment) {
  for (const button of document.querySelectorAll("button")) button.disabled = true;
  try {
    const answer = await fetch(`${here}/pay`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(payment),
    });
    const outcome = await answer.json();
    if (!answer.ok) throw new Error(outcome.detail);
    finish(outcome);
  } catch (reason) {
    byId("error").textContent = reason.message || "The payment could not be sent. Try again.";
    byId("error").hidden = false;
  } finally {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
  }
}

function finish(outcome) {
  if (outcome.status === "success") {
    const onward = outcome.redirect ? "Taking you back …" : "You can close this page and return to your chat.";
    result(true, outcome.message, onward, outcome.redirect);
    if (outcome.redirect) setTimeout(() => location.assign(outcome.redirect), REDIRECT_AFTER_MS);
  } else if (outcome.status === "pin" || outcome.status === "otp") {
    byId("secret-title").textContent = outcome.message;
    byId("secret-label").textContent = outcome.status.toUpperCase();
    byId("secret").value = "";
    byId("secret").dataset.kind = outcome.status;
    show("secret-form");
    byId("secret").focus();
  } else {
    result(false, outcome.status === "rejected" ? "Transfer rejected" : "Payment failed", outcome.message, null);
  }
}

function payCard(event) {
  event.preventDefault();
  lastCard = { card: byId("card").value, cvv: byId("cvv").value };
  pay(lastCard);
}

function paySecret(event) {
  event.preventDefault();
  lastCard = { ...lastCard, [byId("secret").dataset.kind]: byId("secret").value };
  pay(lastCard);
}

function cancel() {
  const target = details.cancel_url || details.callback_url;
  if (target) location.assign(target);
  else result(false, "Payment cancelled", "Nothing was charged. The link stays open if you change your mind.", null);
}

function showChips() {
  byId("chips").replaceChildren(...details.test_cards.map((card) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.textContent = card.title;
    chip.addEventListener("click", () => {
      byId("card").value = card.number.replace(/(.{4})(?=.)/g, "$1 ");
      byId("cvv").value = card.cvv;
      byId("expiry").value = "12 / 30";
    });
    return chip;
  }));
}

async function begin() {
  const answer = await fetch(`${here}/details`);
  byId("sheet").setAttribute("aria-busy", "false");
  if (!answer.ok) {
    details = { channels: [] };
    result(false, "Link not found", "This payment link does not exist. Ask for a new one in your chat.", null);
    byId("again").hidden = true;
    return;
  }
  details = await answer.json();
  const sum = money(details.amount, details.currency);
  document.title = `Pay ${sum} · ${details.business}`;
  byId("mark").textContent = details.business.slice(0, 1);
  byId("email").textContent = details.email;
  byId("business").textContent = details.business;
  byId("account-name").textContent = `${details.business} / Checkout`;
  for (const id of ["amount", "transfer-amount"]) byId(id).textContent = sum;
  byId("pay-card").textContent = `Pay ${sum}`;
  byId("head").hidden = false;
  showChips();
  if (details.paid) result(true, "Already paid", "This transaction has been paid. There is nothing left to do.", details.callback_url);
  else choose(details.channels[0]);
}

byId("card-form").addEventListener("submit", payCard);
byId("secret-form").addEventListener("submit", paySecret);
byId("pay-transfer").addEventListener("click", () => pay({ channel: "bank_transfer" }));
byId("pay-short").addEventListener("click", () => pay({ channel: "bank_transfer", amount: Math.max(1, Math.floor(details.amount / 2)) }));
byId("back").addEventListener("click", () => choose("card"));
byId("again").addEventListener("click", () => choose(details.channels[0]));
byId("cancel").addEventListener("click", cancel);
begin();
