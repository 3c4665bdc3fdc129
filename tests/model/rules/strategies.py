"""What rules may be given, for property tests."""

from hypothesis import strategies as st

share = st.floats(0.0, 1.0)
uniform = st.floats(2.0**-33, 1.0 - 2.0**-33)
z = st.floats(-6.0, 6.0)
positive = st.floats(0.01, 3.0)
