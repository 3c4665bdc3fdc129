"""The page of a sweep, and all else that a finished sweep leaves in its folder."""
