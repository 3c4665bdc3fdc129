"""The report of `tilltro target`: who should get few places, and whether that was found or built in."""
