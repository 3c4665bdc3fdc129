"""The equations of the model: one small function a mechanism, for one client in one quarter.

Numbers in, numbers out; shocks are arguments. `p` is the mechanism's own record of parameters. Observed practice alone
takes all clients at once: the offices give out measures before any client's quarter begins.
"""
