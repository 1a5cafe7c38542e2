"""Processes that a row runs beside the product: a bare responder, a Graph stub, peers."""
