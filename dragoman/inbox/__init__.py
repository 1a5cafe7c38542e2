"""The desk where staff answer travellers: who sees and has which conversation, by when it is answered, and what helps to answer.

Never talks to a network and never moves a booking; messages go through conversations, money through payments.
"""
