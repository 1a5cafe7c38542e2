"""Flight offers, orders and tickets: what an airline sells and what it said of an order.

Never decides about money received, and never repeats an order whose outcome is unknown.
"""
