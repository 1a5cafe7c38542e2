// Drives Duffel's own JavaScript client against the simulator and prints what it saw as one JSON line.
// Arguments: base address, access token, a travel day. Run by test_official_client.py in a folder that has @duffel/api.
import { Duffel } from "@duffel/api";

const [basePath, token, day] = process.argv.slice(2);
const duffel = new Duffel({ token, basePath });
const seen = {};

const ada = {
  title: "ms", given_name: "Ada", family_name: "Obi", gender: "f", born_on: "1990-04-12",
  email: "ada.obi@example.com", phone_number: "+2348035550101",
};
const search = async (origin, destination) => (await duffel.offerRequests.create({
  slices: [{ origin, destination, departure_date: day }], passengers: [{ type: "adult" }],
  cabin_class: "economy", return_offers: false,
})).data;
const own = async (request) => {
  for await (const offer of duffel.offers.listWithGenerator({ offer_request_id: request.id, sort: "total_amount", limit: 10 })) {
    if (offer.data.owner.iata_code === "ZZ") return offer.data;
  }
  throw new Error("no offer of Duffel Airways");
};
const balance = (thing) => ({ type: "balance", amount: thing.total_amount, currency: thing.total_currency });

seen.place = (await duffel.suggestions.list({ query: "lagos" })).data[0].iata_code;
const request = await search("LOS", "ABV");
const found = await own(request);
const offer = (await duffel.offers.get(found.id, { return_available_services: true })).data;
seen.sameTotal = offer.total_amount === found.total_amount;
const bag = offer.available_services[0];
const priced = (await duffel.offers.getPriced(offer.id, {
  intended_payment_methods: [{ type: "balance" }], intended_services: [{ id: bag.id, quantity: 1 }],
})).data;
const order = (await duffel.orders.create({
  type: "instant", selected_offers: [offer.id], services: [{ id: bag.id, quantity: 1 }],
  passengers: [{ ...ada, id: offer.passengers[0].id }], payments: [balance(priced)],
})).data;
seen.documents = order.documents.map((document) => document.type);
seen.total = order.total_amount === priced.total_amount;
seen.listed = (await duffel.orders.list({ offer_id: offer.id })).data.map((row) => row.id === order.id);

const change = (await duffel.orderChangeRequests.create({
  order_id: order.id,
  slices: { remove: [{ slice_id: order.slices[0].id }], add: [{ origin: "LOS", destination: "ABV", departure_date: day, cabin_class: "economy" }] },
})).data;
seen.change = change.order_change_offers[0].change_total_amount;

const quote = (await duffel.orderCancellations.create({ order_id: order.id })).data;
seen.refund = quote.refund_amount === order.total_amount && quote.refund_to;
seen.confirmed = (await duffel.orderCancellations.confirm(quote.id)).data.confirmed_at !== null;

const holdable = await own(await search("JFK", "EWR"));
const held = (await duffel.orders.create({
  type: "hold", selected_offers: [holdable.id], passengers: [{ ...ada, id: holdable.passengers[0].id }],
})).data;
seen.awaiting = held.payment_status.awaiting_payment;
seen.payment = (await duffel.payments.create({ order_id: held.id, payment: balance(held) })).data.status;
seen.changes = (await duffel.airlineInitiatedChanges.list(held.id)).data.length;

const webhook = (await duffel.webhooks.list({ limit: 1 })).data[0];
seen.webhook = webhook.active;
// No ping: this client cannot read the empty body of a 204. The Python client pings in tests/rooms/simulators.

try {
  await duffel.offers.get("off_0000nothing");
} catch (refusal) {
  seen.refusal = [refusal.meta.status, refusal.errors[0].code];
}
console.log(JSON.stringify(seen));
