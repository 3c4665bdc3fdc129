"""The report of `tilltro contrary`: which answers turn round where contrary evidence holds."""
