"""The report of `tilltro sensitivity`: what the answers hang on."""
