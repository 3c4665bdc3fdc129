"""The programs behind the command `tilltro`, one a file; inside the wheel this folder is `simulation.experiments`."""
