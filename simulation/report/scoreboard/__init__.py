"""The report of `tilltro validate`: simulated figures beside the published ones."""
