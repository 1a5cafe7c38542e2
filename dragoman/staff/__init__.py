"""People of the business: who they are, how they prove it, where they are signed in, and who may come in.

Never decides what somebody may do: that is said by `access` and by each command.
"""
