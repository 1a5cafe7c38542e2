"""People, what they wrote and what was answered: identities, consent, messages, delivery, the 24-hour window, the queue.

Never decides about bookings or money, and never knows which network carries a message.
"""
