"""The report of `tilltro sensitivity`: what the answers depend on."""
