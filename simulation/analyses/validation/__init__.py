"""Published findings beside what the model gives, each computed on simulated data as the source computed it."""
