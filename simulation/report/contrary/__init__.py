"""The report of `tilltro contrary`: which answers reverse where contrary evidence holds."""
